namespace Orchestrator.Simulator.Fleet;

/// <summary>What users of a fleet are promised.</summary>
/// <param name="FirstToken">Seconds to the first token that are always allowed.</param>
/// <param name="FirstTokenMultiple">Long prompts may take so many times as long as with nothing else to do.</param>
/// <param name="PerToken">Mean seconds between the tokens of an answer.</param>
public sealed record ServiceLevel(double FirstToken, double FirstTokenMultiple, double PerToken)
{
    /// <summary>Whether each request of a run was served as promised; who was turned away was not.</summary>
    public bool[] Kept(FleetScores scores)
    {
        var kept = new bool[scores.FirstToken.Count];
        for (var i = 0; i < kept.Length; i++) kept[i] = Keeps(scores, i);
        return kept;
    }

    /// <summary>Whether one request of a run was served as promised.</summary>
    public bool Keeps(FleetScores scores, int request)
    {
        // Not a number compares as not kept, except for answers of one token, which have no gaps.
        if (!(scores.FirstToken[request] >= 0) || scores.PerToken[request] > PerToken) return false;
        return scores.FirstToken[request] <= FirstToken || scores.FirstToken[request] <= FirstTokenMultiple * scores.Unloaded(scores.Workload.Arrivals[request].PromptTokens);
    }

    /// <summary>The share of requests that were served as promised.</summary>
    public double Attainment(FleetScores scores)
    {
        var kept = Kept(scores);
        return kept.Length == 0 ? 1 : (double)kept.Count(k => k) / kept.Length;
    }

    /// <summary>The same for the minute in which it was least.</summary>
    public double WorstMinute(FleetScores scores) => ByMinute(scores).Where(m => !double.IsNaN(m)).DefaultIfEmpty(1).Min();

    /// <summary>The same for the requests that came within each minute; not a number for a minute in which none came.</summary>
    public double[] ByMinute(FleetScores scores)
    {
        var kept = Kept(scores);
        var arrivals = scores.Workload.Arrivals;
        var (good, all) = (new int[Minute(arrivals.Count - 1) + 1], new int[Minute(arrivals.Count - 1) + 1]);
        for (var i = 0; i < kept.Length; i++)
        {
            all[Minute(i)]++;
            if (kept[i]) good[Minute(i)]++;
        }
        return [.. good.Select((count, minute) => all[minute] == 0 ? double.NaN : (double)count / all[minute])];

        int Minute(int number) => number < 0 ? -1 : (int)(arrivals[number].At / 60);
    }
}
