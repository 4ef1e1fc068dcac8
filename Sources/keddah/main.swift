import Glibc

exit(KeddahProgram.run(Array(CommandLine.arguments.dropFirst())))
