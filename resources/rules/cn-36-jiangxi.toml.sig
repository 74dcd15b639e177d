key = "5539f7e4f0635366"
signature = "yAdPeklmiNRUn/5gZ7PAbUllDXpZQfLZ5mMC6+LQLmv5iKbl+lBzoyb5BIiTjeQyeg1SAAheqi2Z/UkEcPqfDw=="
