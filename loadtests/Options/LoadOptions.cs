using Orchestrator.LoadTests.Arrivals;
using Orchestrator.LoadTests.Prompts;

namespace Orchestrator.LoadTests.Options;

/// <summary>What all scenarios have in common.</summary>
internal sealed record LoadOptions
{
    public required Uri Url { get; init; }

    /// <summary>Null for the first that the server lists.</summary>
    public required string? Model { get; init; }

    public required string? ApiKey { get; init; }

    /// <summary>Requests per second.</summary>
    public required double Rate { get; init; }

    /// <summary>Of the measured part.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Before the measured part, under the same load.</summary>
    public required TimeSpan Warmup { get; init; }

    public required int Seed { get; init; }

    /// <summary>Of what prompts are made of.</summary>
    public required ulong Contents { get; init; }

    public required ArrivalKind Arrivals { get; init; }

    public required TokenRange Prompt { get; init; }

    public required TokenRange Answer { get; init; }

    /// <summary>From the intended start to the first token.</summary>
    public required TimeSpan SloTtft { get; init; }

    /// <summary>Mean time per token after the first.</summary>
    public required TimeSpan SloTpot { get; init; }

    public required int MaxInFlight { get; init; }

    /// <summary>Of one request, from when it is sent.</summary>
    public required TimeSpan Timeout { get; init; }

    public required FileInfo? Html { get; init; }

    public required PromptKind Prompts { get; init; }

    /// <summary>Ids that prompts are drawn from, both ends included.</summary>
    public required TokenRange TokenIds { get; init; }

    private const string Fresh = "fresh";

    public TimeSpan Total => Warmup + Duration;

    public static IReadOnlyList<OptionSpec> Specs { get; } =
    [
        new("--url", "URL", "http://127.0.0.1:8080", "the server, without /v1"),
        new("--model", "NAME", "", "default: the first of /v1/models"),
        new("--api-key", "KEY", "", "default: ORCHESTRATOR_API_KEY, or none"),
        new("--rate", "N", "10", "requests per second, on average"),
        new("--duration", "SECONDS", "30", "of the measured part"),
        new("--warmup", "SECONDS", "2", "the same load before, left out of all figures: connections are opened, code is compiled"),
        new("--arrivals", "KIND", "poisson", "poisson (by chance, as independent users come) or constant (evenly spaced)"),
        new("--seed", "N", "1", "equal seeds give equal arrivals and lengths"),
        new("--contents", "N|fresh", Fresh, "seed of what prompts say; fresh is another in each run, so that none finds its prompts cached by the last"),
        new("--prompt-tokens", "N|LEAST-MOST", "256", "tokens of a prompt; a range is drawn from evenly"),
        new("--answer-tokens", "N|LEAST-MOST", "64", "tokens of an answer, no more and no less (ignore_eos)"),
        new("--slo-ttft", "SECONDS", "0.5", "promised time to the first token, for goodput"),
        new("--slo-tpot", "SECONDS", "0.05", "promised mean time per token after the first, for goodput"),
        new("--max-in-flight", "N", "4096", "requests beyond are not sent and counted as errors (not_sent), never delayed"),
        new("--timeout", "SECONDS", "120", "of one request"),
        new("--html", "FILE", "", "write a page with figures and plots here, complete in one file"),
        new("--prompts", "FORM", "auto", "ids (token ids), text (words), or auto: ids where the server takes them"),
        new("--token-ids", "LEAST-MOST", "256-511", "ids that prompts are drawn from; every common vocabulary has these"),
    ];

    /// <summary>Throws <see cref="WrongUseException"/> with the value that cannot be.</summary>
    public static LoadOptions Read(OptionValues values) => new()
    {
        Url = ReadUrl(values.Text("--url")),
        Model = values.Text("--model"),
        ApiKey = values.Text("--api-key") ?? Environment.GetEnvironmentVariable("ORCHESTRATOR_API_KEY"),
        Rate = values.Positive("--rate"),
        Duration = TimeSpan.FromSeconds(values.Number("--duration", 0.1, 1_000_000)),
        Warmup = TimeSpan.FromSeconds(values.Number("--warmup", 0, 100_000)),
        Seed = values.Whole("--seed", int.MinValue, int.MaxValue),
        Contents = values.Text("--contents") is Fresh ? (ulong)Random.Shared.NextInt64() : (ulong)values.Whole("--contents", 0, int.MaxValue),
        Arrivals = values.Choice<ArrivalKind>("--arrivals"),
        Prompt = values.Range("--prompt-tokens", least: 1),
        Answer = values.Range("--answer-tokens", least: 1),
        SloTtft = TimeSpan.FromSeconds(values.Positive("--slo-ttft")),
        SloTpot = TimeSpan.FromSeconds(values.Positive("--slo-tpot")),
        MaxInFlight = values.Whole("--max-in-flight", 1, 1_000_000),
        Timeout = TimeSpan.FromSeconds(values.Number("--timeout", 0.001, 86_400)),
        Html = values.Text("--html") is { } path ? new FileInfo(path) : null,
        Prompts = values.Choice<PromptKind>("--prompts"),
        TokenIds = ReadIds(values.Range("--token-ids", least: 0)),
    };

    private static TokenRange ReadIds(TokenRange range) =>
        range.Most - range.Least < PromptForm.MostIds ? range : throw new WrongUseException($"--token-ids {range.Least}-{range.Most} are more than {PromptForm.MostIds}");

    private static Uri ReadUrl(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https") && url.AbsolutePath == "/"
            ? url
            : throw new WrongUseException($"--url {text} is no http:// or https:// address without a path");
}
