using Orchestrator.ModelFiles;
using Orchestrator.Workers.Model.Ilgpu;

namespace Orchestrator.Bench;

/// <summary>One thing that bench can do. Its result is one JSON object, the last line on standard output; everything else goes to standard error.</summary>
/// <param name="Name">The first word of the command line.</param>
/// <param name="Summary">Half a line for the list of verbs.</param>
/// <param name="Help">What --help prints: the options, each with its meaning, unit and default.</param>
/// <param name="Run">Does it; returns the exit code.</param>
internal sealed record Verb(string Name, string Summary, string Help, Func<Arguments, int> Run)
{
    private const int WrongUse = 2, Failed = 1;

    public static int Dispatch(IReadOnlyList<Verb> verbs, string[] args)
    {
        if (args is [] or ["--help" or "-h", ..])
        {
            Console.Error.WriteLine("usage: bench VERB [options]    (bench VERB --help for a verb's options)\n");
            foreach (var each in verbs) Console.Error.WriteLine($"  {each.Name,-14} {each.Summary}");
            return args is [] ? WrongUse : 0;
        }
        var verb = verbs.FirstOrDefault(each => each.Name == args[0]);
        if (verb is null) return Refuse($"unknown verb '{args[0]}'; known: {string.Join(", ", verbs.Select(each => each.Name))}");
        if (args.Skip(1).Any(word => word is "--help" or "-h"))
        {
            Console.Error.WriteLine(verb.Help);
            return 0;
        }
        try
        {
            return verb.Run(Arguments.Parse(args.AsSpan(1)));
        }
        catch (WrongUseException wrong)
        {
            return Refuse($"{wrong.Message} (bench {verb.Name} --help lists the options)");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ModelFileException or DeviceException or FailedMeasurementException)
        {
            Console.Error.WriteLine($"bench: {failure.Message}");
            return Failed;
        }
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine($"bench: {message}");
        return WrongUse;
    }
}
