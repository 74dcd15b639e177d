key = "5539f7e4f0635366"
signature = "03oe1iTzgBpuzep62ct4p7ruAXIqwzEAuFevIKZZl6RGV3QvcMt5eVYqLDGRHkAfbxLdkCNdLneANn54MQuIBw=="
