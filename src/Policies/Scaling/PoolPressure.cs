using Orchestrator.Contracts.Scaling;

namespace Orchestrator.Policies.Scaling;

/// <summary>How busy a pool's workers are kept, by how many of them have which role. The unit is one worker's whole time.</summary>
/// <param name="Prefill">What prompts take of workers that only prefill.</param>
/// <param name="Decode">What answers take of workers that only decode.</param>
/// <param name="Ingress">What moving keys and values takes of the links of workers that decode.</param>
/// <param name="Mixed">What both take of workers that do both.</param>
public readonly record struct PoolPressure(double Prefill, double Decode, double Ingress, double Mixed)
{
    private const int Halvings = 30;

    /// <summary>As a decision saw it.</summary>
    public static PoolPressure From(in ScalingFigures figures) => new(figures.Prefill, figures.Decode, figures.Ingress, figures.Mixed);

    /// <summary>How busy the busiest workers are, 1 being full: those of either role do what they can, and those that do both share what is left.</summary>
    public double Of(RoleCounts counts)
    {
        var decode = Math.Max(Decode, Ingress);
        if (counts.Mixed == 0) return Math.Max(Part(Prefill, counts.Prefill), Part(decode, counts.Decode));
        var (low, high) = (0.0, 1.0);
        while (!Fits(counts, high) && high < 1e6) high *= 2;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if (Fits(counts, middle)) high = middle;
            else low = middle;
        }
        return high;
    }

    private bool Fits(RoleCounts counts, double busy)
    {
        var whole = Prefill + Decode;
        if (whole <= 0) return true;
        var prompts = Math.Max(0, Prefill - busy * counts.Prefill);
        var decode = Math.Max(Decode, Ingress);
        // Of the answers, the part that does not fit those that decode.
        var answers = decode > 0 ? Decode * Math.Max(0, 1 - busy * counts.Decode / decode) : 0;
        return Mixed * (prompts + answers) / whole <= busy * counts.Mixed;
    }

    private static double Part(double demand, int workers) => demand <= 0 ? 0 : demand / workers;
}
