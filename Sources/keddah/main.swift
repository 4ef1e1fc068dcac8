print("keddah")
