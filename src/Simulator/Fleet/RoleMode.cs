namespace Orchestrator.Simulator.Fleet;

/// <summary>Who decides which worker has which role.</summary>
public abstract record RoleMode
{
    private RoleMode() { }

    /// <summary>Every worker does both, prompts cut so that answers keep their pace.</summary>
    public sealed record Aggregated : RoleMode;

    /// <summary>So many prefill and so many decode, for good.</summary>
    public sealed record Static(int Prefill, int Decode) : RoleMode;

    /// <summary>A split whose requests are placed as Splitwise does.</summary>
    /// <param name="Prefill">Machines of the prompt pool.</param>
    /// <param name="Decode">Machines of the token pool.</param>
    /// <param name="LongestQueue">Seconds of prompts beyond which a machine is borrowed.</param>
    public sealed record Splitwise(int Prefill, int Decode, double LongestQueue) : RoleMode;

    /// <summary>A split whose requests are placed as llm-d does.</summary>
    /// <param name="Prefill">Prefill workers.</param>
    /// <param name="Decode">Decode workers.</param>
    /// <param name="Threshold">Tokens that a decode worker computes itself.</param>
    public sealed record Conditional(int Prefill, int Decode, int Threshold) : RoleMode;

    /// <summary>Two pools that grow and shrink as Dynamo's planner has it, within the fleet's workers.</summary>
    /// <param name="FirstToken">Seconds promised to the first token.</param>
    /// <param name="PerToken">Seconds promised between tokens.</param>
    public sealed record Planner(double FirstToken, double PerToken) : RoleMode;

    /// <summary>The autoscaler: <see cref="Policies.Scaling.ScalingPolicy"/>, and what the router does beside it. Every worker does both at first if it may.</summary>
    public sealed record Dynamic : RoleMode;

    /// <summary>The demand rule, fed with what will really arrive in the next seconds; shifts cost nothing.</summary>
    /// <param name="Ahead">Seconds it sees ahead.</param>
    public sealed record Clairvoyant(double Ahead) : RoleMode;
}
