namespace Orchestrator.Gateway.Tokenization;

/// <summary>The marks that a model's files name: where a text begins and ends, and what is put around a prompt.</summary>
internal sealed record SpecialTokens
{
    public int? Bos { get; init; }
    public int? Eos { get; init; }

    /// <summary>What a chat template sees as bos_token.</summary>
    public string? BosText { get; init; }

    /// <summary>What a chat template sees as eos_token.</summary>
    public string? EosText { get; init; }

    /// <summary>Put before a prompt.</summary>
    public required int[] Prefix { get; init; }

    /// <summary>Put after a prompt.</summary>
    public required int[] Suffix { get; init; }

    /// <summary>Every token after which an answer is over, in ascending order.</summary>
    public required IReadOnlyList<int> Ends { get; init; }
}
