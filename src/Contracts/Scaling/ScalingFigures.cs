namespace Orchestrator.Contracts.Scaling;

/// <summary>The numbers behind a decision of the autoscaler. Pressures say how busy the busiest workers are kept: 1 is all of their time.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.ScalingFigures")]
public readonly record struct ScalingFigures
{
    /// <summary>Requests that come per second.</summary>
    [Id(0)] public double PerSecond { get; init; }

    /// <summary>Tokens of a prompt that have to be computed, in the mean.</summary>
    [Id(1)] public double PromptTokens { get; init; }

    /// <summary>Tokens of an answer, in the mean.</summary>
    [Id(2)] public double AnswerTokens { get; init; }

    /// <summary>Seconds over which these were taken.</summary>
    [Id(3)] public double WindowSeconds { get; init; }

    /// <summary>Seconds for which the demand has been as it is.</summary>
    [Id(4)] public double DemandAge { get; init; }

    /// <summary>Workers that prompts would keep busy that do nothing else, backlog included.</summary>
    [Id(5)] public double Prefill { get; init; }

    /// <summary>Workers that answers would keep busy that do nothing else.</summary>
    [Id(6)] public double Decode { get; init; }

    /// <summary>Workers whose links moving keys and values would keep as busy as they may be.</summary>
    [Id(7)] public double Ingress { get; init; }

    /// <summary>Workers that both would keep busy that do both.</summary>
    [Id(8)] public double Mixed { get; init; }

    /// <summary>The pressure if all workers that may did both.</summary>
    [Id(9)] public double MixedPressure { get; init; }

    /// <summary>The pressure of the best split.</summary>
    [Id(10)] public double SplitPressure { get; init; }

    /// <summary>The pressure as roles are: what doing nothing costs.</summary>
    [Id(11)] public double Pressure { get; init; }

    /// <summary>The pressure with the roles that are decided on.</summary>
    [Id(12)] public double PressureAfter { get; init; }
}
