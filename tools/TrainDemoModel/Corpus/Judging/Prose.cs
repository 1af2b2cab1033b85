namespace Orchestrator.Tools.TrainDemoModel.Corpus.Judging;

/// <summary>What every answer in sentences has to be.</summary>
internal static class Prose
{
    public static string? Fault(string answer, int fewest, int most)
    {
        var words = answer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        if (words < fewest || words > most) return $"{words} words, not {fewest} to {most}";
        if (answer.Contains('<', StringComparison.Ordinal) || answer.Contains('\uFFFD', StringComparison.Ordinal)) return "marks in the text";
        if (!char.IsUpper(answer[0]) && !char.IsDigit(answer[0]) && answer[0] != '"') return "no capital letter first";
        if (!".!?\"".Contains(answer[^1], StringComparison.Ordinal)) return "no end of a sentence";
        var sentences = answer.Split(['.', '!', '?'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(sentence => sentence.Length > 12).ToList();
        return sentences.Distinct(StringComparer.OrdinalIgnoreCase).Count() == sentences.Count ? null : "a sentence twice";
    }
}
