namespace Orchestrator.Tools.TrainDemoModel.Corpus.Judging;

/// <summary>The answer is this text and nothing else.</summary>
public sealed record Repeated(string Wanted) : Judge
{
    public override string? Fault(string answer) => Spoken(answer) == Wanted ? null : $"not {Wanted}";
}
