"""The steps of an import, in the order a person goes through them."""

STEPS = ("选文件", "检查", "看差异", "写入")
