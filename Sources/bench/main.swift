StoreBenchmark.run(smoke: CommandLine.arguments.contains("--smoke"))
