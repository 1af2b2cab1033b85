namespace Orchestrator.Gateway.Metering;

/// <summary>Values of OpenTelemetry's conventions for generative AI.</summary>
internal static class GenAi
{
    /// <summary>gen_ai.provider.name: who serves.</summary>
    public const string Provider = "orchestrator";

    /// <summary>gen_ai.operation.name of /v1/chat/completions.</summary>
    public const string Chat = "chat";

    /// <summary>gen_ai.operation.name of /v1/completions.</summary>
    public const string Completion = "text_completion";
}
