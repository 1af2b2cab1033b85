using Orchestrator.LoadTests.Prompts;

namespace Orchestrator.LoadTests.Requests;

/// <summary>One request as planned.</summary>
/// <param name="At">When it is to be sent, since the run's start; all its latencies count from here.</param>
/// <param name="Prompt">Its pieces in order.</param>
/// <param name="AnswerTokens">Exactly so many are asked for.</param>
internal sealed record LoadRequest(TimeSpan At, IReadOnlyList<PromptPiece> Prompt, int AnswerTokens)
{
    /// <summary>What figures of its own it belongs to, as "long"; null for none.</summary>
    public string? Group { get; init; }

    /// <summary>The client goes away after so many chunks; null for never.</summary>
    public int? CancelAfter { get; init; }

    public int PromptTokens => Prompt.Sum(piece => piece.Tokens);

    /// <summary>The same with a prompt and an answer that fit a model's context; cut at the prompt's end. At least one token of each is left.</summary>
    public LoadRequest FitTo(int context)
    {
        if (PromptTokens + AnswerTokens <= context) return this;
        var answer = Math.Clamp(AnswerTokens, 1, Math.Max(1, context / 2));
        var room = Math.Max(1, context - answer);
        var pieces = new List<PromptPiece>();
        foreach (var piece in Prompt)
        {
            if (room == 0) break;
            pieces.Add(piece with { Tokens = Math.Min(piece.Tokens, room) });
            room -= pieces[^1].Tokens;
        }
        return this with { Prompt = pieces, AnswerTokens = answer };
    }
}
