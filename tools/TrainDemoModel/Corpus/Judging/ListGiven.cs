namespace Orchestrator.Tools.TrainDemoModel.Corpus.Judging;

/// <summary>As many different numbered or bulleted lines as asked, each of the category.</summary>
public sealed record ListGiven(int Count, IReadOnlyList<string> Category) : Judge
{
    public override string? Fault(string answer)
    {
        var items = answer.Split('\n').Select(line => line.Trim().TrimStart('-', ' ', '.', '1', '2', '3', '4', '5', '6', '7', '8', '9', '0')).ToList();
        var right = items.Where(item => Category.Contains(item, StringComparer.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        var lines = answer.Split('\n').Count(line => line.Length > 0 && (char.IsDigit(line[0]) || line[0] == '-'));
        return right == Count && lines == Count ? null : $"{lines} lines, {right} right ones, instead of {Count}";
    }
}
