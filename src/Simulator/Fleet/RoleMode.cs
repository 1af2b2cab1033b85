namespace Orchestrator.Simulator.Fleet;

/// <summary>Who decides which worker has which role.</summary>
public abstract record RoleMode
{
    private RoleMode() { }

    /// <summary>Every worker does both, prompts cut so that answers keep their pace.</summary>
    public sealed record Aggregated : RoleMode;

    /// <summary>So many prefill and so many decode, for good.</summary>
    public sealed record Static(int Prefill, int Decode) : RoleMode;

    /// <summary>The demand rule, fed with what will really arrive in the next seconds; shifts cost nothing.</summary>
    /// <param name="Ahead">Seconds it sees ahead.</param>
    public sealed record Clairvoyant(double Ahead) : RoleMode;
}
