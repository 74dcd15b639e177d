key = "5539f7e4f0635366"
signature = "7VfyJuYUtPihuEwcNvdVA4exFKEVXdd7aiSueYnTb9EgtIWIW8sQhb2TDbpk8I15upSIfZppYVOCO1luqHrlAQ=="
