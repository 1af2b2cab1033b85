using System.CommandLine;
using System.Globalization;

namespace Orchestrator.Hosting.Settings;

/// <summary>Reads a command line into configuration keys.</summary>
public static class CommandLineSettings
{
    /// <summary>The exit code of every start that failed by wrong use: options, files, ports.</summary>
    public const int WrongUse = 2;

    /// <summary>
    /// Reads the options. On success the pairs to add to the configuration; otherwise null and an exit code: 0 after --help and --version,
    /// <see cref="WrongUse"/> after an error, which has then been written as one line to standard error.
    /// </summary>
    public static IReadOnlyDictionary<string, string?>? Read(string description, IReadOnlyList<Setting> settings, string[] args, out int exitCode)
    {
        var root = new RootCommand(description);
        var options = settings.Select(s => (Setting: s, Option: ToOption(s))).ToList();
        foreach (var (_, option) in options) root.Options.Add(option);

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"error: {parsed.Errors[0].Message} (--help lists the options)");
            exitCode = WrongUse;
            return null;
        }
        Dictionary<string, string?>? pairs = null;
        root.SetAction(result => { pairs = Collect(result, options); });
        exitCode = parsed.CommandResult.Command == root ? root.Parse(args).Invoke() : WrongUse;
        return pairs;
    }

    private static Option ToOption(Setting setting) => setting.Kind switch
    {
        SettingKind.Flag => new Option<bool>(setting.Option) { Description = setting.Meaning },
        SettingKind.Repeated => new Option<string[]>(setting.Option) { Description = setting.Meaning, AllowMultipleArgumentsPerToken = false },
        _ => new Option<string>(setting.Option) { Description = setting.Meaning },
    };

    private static Dictionary<string, string?> Collect(ParseResult result, IEnumerable<(Setting Setting, Option Option)> options)
    {
        var pairs = new Dictionary<string, string?>();
        foreach (var (setting, option) in options)
        {
            if (result.GetResult(option) is not { Implicit: false }) continue;
            switch (option)
            {
                case Option<bool> flag: pairs[setting.Key] = result.GetValue(flag).ToString(); break;
                case Option<string[]> repeated:
                    var values = result.GetValue(repeated) ?? [];
                    for (var i = 0; i < values.Length; i++) pairs[string.Create(CultureInfo.InvariantCulture, $"{setting.Key}:{i}")] = values[i];
                    break;
                case Option<string> single: pairs[setting.Key] = result.GetValue(single); break;
            }
        }
        return pairs;
    }
}
