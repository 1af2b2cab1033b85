namespace Orchestrator.Tools.TrainDemoModel.Corpus.Judging;

/// <summary>A fixed rule that decides whether an answer will do. An answer is text as the model wrote it, without the end mark.</summary>
public abstract record Judge
{
    /// <summary>Null when the answer will do, else what is wrong with it.</summary>
    public abstract string? Fault(string answer);

    /// <summary>The answer without what was thought before it.</summary>
    protected static string Spoken(string answer)
    {
        var end = answer.LastIndexOf("</think>", StringComparison.Ordinal);
        return (end < 0 ? answer : answer[(end + "</think>".Length)..]).Trim();
    }
}
