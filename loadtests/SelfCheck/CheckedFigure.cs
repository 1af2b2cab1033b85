namespace Orchestrator.LoadTests.SelfCheck;

/// <summary>A percentile as it should be and as it was measured, in seconds.</summary>
/// <param name="Name">Of the figure.</param>
/// <param name="Known">From the plan and the known delays.</param>
/// <param name="Account">By the server's own account, from a request's arrival on.</param>
/// <param name="Measured">By the generator.</param>
internal sealed record CheckedFigure(string Name, double Known, double Account, double Measured)
{
    private const double Seconds = 0.002, Share = 0.02;

    /// <summary>What is known, or what the server did where the machine made it later. Never less than is known: a generator that held requests back during a stall would find the server's account on its side.</summary>
    public double Expected => Math.Max(Known, Account);

    public double Error => Measured - Expected;

    /// <summary>Right within 2 ms or 2 %, whichever is more.</summary>
    public bool IsRight => Math.Abs(Error) <= Math.Max(Seconds, Share * Expected);
}
