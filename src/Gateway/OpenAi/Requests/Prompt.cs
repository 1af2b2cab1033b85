namespace Orchestrator.Gateway.OpenAi.Requests;

/// <summary>What a completion continues: text still to be tokenized, or token ids.</summary>
public abstract record Prompt
{
    private Prompt()
    {
    }

    /// <summary>Whole Unicode; may be empty, where the model's begin token is all there is.</summary>
    public sealed record Text(string Value) : Prompt;

    /// <summary>At least one, none negative; whether the model has them is not known yet.</summary>
    public sealed record Tokens(IReadOnlyList<int> Ids) : Prompt;
}
