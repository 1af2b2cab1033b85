using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Prompts;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Scenarios;

/// <summary>Chance for a plan: one stream of numbers for times, one for everything else, so that another rate keeps the sequence of requests.</summary>
internal sealed class RequestStream(LoadOptions options)
{
    private const int TimeSalt = 0x51ED27, ContentSalt = 0x2C1B3C;

    private ulong _made;

    public Random Times { get; } = new(options.Seed ^ TimeSalt);

    public Random Contents { get; } = new(options.Seed ^ ContentSalt);

    /// <summary>Contents that no other piece has.</summary>
    public PromptPiece Fresh(int tokens) => new(PieceContents.Seed(options.Contents, 0, ++_made), tokens);

    /// <summary>Contents that all pieces of one name share.</summary>
    /// <param name="kind">At least 1.</param>
    /// <param name="name">Within its kind.</param>
    /// <param name="tokens">Length; shorter ones are the beginnings of longer ones.</param>
    public PromptPiece Shared(ulong kind, ulong name, int tokens) => new(PieceContents.Seed(options.Contents, kind, name), tokens);

    /// <summary>A request with nothing in common with others.</summary>
    public LoadRequest Plain(TimeSpan at, TokenRange prompt, TokenRange answer) => new(at, [Fresh(prompt.Draw(Contents))], answer.Draw(Contents));
}
