print("daily-pipeline")
