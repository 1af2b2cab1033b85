using System.Globalization;
using Orchestrator.Simulator.Fleet;

namespace Orchestrator.Simulator.Swarm;

/// <summary>Requests and workers in words, for messages.</summary>
internal static class Say
{
    public static string Of(FleetRequest request) => string.Create(CultureInfo.InvariantCulture,
        $"request {request.Number} ({request.State}, try {request.Attempt}, {request.Arrival.PromptTokens}+{request.Emitted}/{request.Arrival.AnswerTokens} tokens, w{request.Prefill?.Number}->w{request.Decode?.Number}, prompt {Of(request.Prompt)}, answer {Of(request.Answer)})");

    public static string Of(FleetWorker worker) => string.Create(CultureInfo.InvariantCulture,
        $"w{worker.Number} ({worker.Role}, epoch {worker.Epoch}, {(worker.IsAlive ? "alive" : "dead")}, {(worker.Step is null ? "idle" : "in a step")}, {worker.Waiting.Count} waiting, {worker.Prefilling.Count} prefilling, {worker.Decoding.Count} decoding, {worker.Joining.Count} joining, {worker.Importing.Count} importing, {worker.HandingOff.Count} handing off, {worker.Expected} expected, {worker.Incoming.Requests} incoming; blocks: {worker.Blocks.Private} private, {worker.Blocks.Held} held, {worker.Blocks.Cached} cached of {worker.Blocks.Total})");

    private static string Of(FleetSequence? sequence) => sequence is null ? "none" : string.Create(CultureInfo.InvariantCulture, $"{sequence.Place} at w{sequence.Worker.Number} {sequence.Computed}/{sequence.Tokens}");
}
