using Orchestrator.ModelFiles;
using Orchestrator.Tools.TrainDemoModel.Commands;

var commands = new Dictionary<string, Action<Options>>
{
    ["train"] = TrainCommand.Run,
    ["evaluate"] = EvaluateCommand.Run,
    ["export"] = ExportCommand.Run,
    ["goldens"] = GoldensCommand.Run,
    ["speed"] = SpeedCommand.Run,
    ["corpus"] = CorpusCommand.Run,
    ["tokens"] = TokensCommand.Run,
};
try
{
    if (args.Length == 0 || !commands.TryGetValue(args[0], out var command)) throw new ArgumentException($"name a command: {string.Join(", ", commands.Keys)}");
    command(new Options(args[1..]));
    return 0;
}
catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or ModelFileException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
