key = "87a1e83af397d20f"
signature = "jyzfbT5DqRakniBDv/Q2e5TFkDBUxa7nWDuYJ40RhSYsWydl8TqAYJLMaH8QP/gKk1icfR9+Ws8S4q1wiL/8Cw=="
