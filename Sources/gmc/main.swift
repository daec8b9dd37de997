import Driver

exit(withArguments: CommandLine.arguments)
