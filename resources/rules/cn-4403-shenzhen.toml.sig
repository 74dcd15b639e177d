key = "87a1e83af397d20f"
signature = "h+c7PpIxmxVWVN9xJKjGAiefigzFgXLzsTnm6ljGGuHHxdfAVmYZMFtLURqB5l5z4NrUeC7kqZdXIcnmFEjVAw=="
