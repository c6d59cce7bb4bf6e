BscoresJยู่=่z?U
ม=^ใH?