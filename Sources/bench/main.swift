BenchmarkCommand.run(Array(CommandLine.arguments.dropFirst()))
