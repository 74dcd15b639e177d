key = "87a1e83af397d20f"
signature = "UZPXA3cqauUTGTDNpyhpUtrSPhinOQnQ8CjW65IF/q6iVWTMGnxaN0LFokzcOXTU0gUTkrPayDz+mgLRrkGHDg=="
