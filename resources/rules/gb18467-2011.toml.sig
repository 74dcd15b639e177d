key = "5539f7e4f0635366"
signature = "t5CzV39NbuIZYntIe9lEJ5yjwStnyaXoSBGQA+Rd7pDw+T8T4UB3/fqJPGlhp4dw4QRkdW3qGmj9IlwsCDhqDw=="
