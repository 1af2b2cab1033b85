namespace Orchestrator.Hosting.Settings;

/// <summary>The settings of a worker's device, which a silo passes on to the workers it starts.</summary>
public static class DeviceSettings
{
    public static string[] Devices { get; } = ["auto", "simd", "cuda", "opencl", "ilgpu-cpu", SimulatedSettings.Device];

    public static IReadOnlyList<Setting> All { get; } =
    [
        new("--device", "Device", "auto, simd, cuda, opencl, ilgpu-cpu or simulated (auto: CUDA, then another GPU, else simd)."),
        new("--threads", "Threads", "Threads of each worker (its share of all cores but one)."),
        new("--context", "Context", "Longest sequence, prompt and answer, in tokens (the model's own)."),
        new("--kv-memory", "KvMemory", "Memory for keys and values of each worker, such as 2G (40 % of the machine's memory, shared by its workers; 90 % of a GPU's)."),
        new("--kv-type", "KvType", "Number type of keys and values: f32, f16 or bf16 (f32)."),
        new("--deterministic", "Deterministic", "The same answers whatever runs beside them, on GPUs too: no tensor cores in prefill (simd always does).", SettingKind.Flag),
        new("--token-budget", "Engine:TokenBudget", "New tokens per step over all sequences (256)."),
        new("--max-running", "Engine:MaxRunning", "Sequences that run at the same time in one worker (64)."),
        new("--max-waiting", "Engine:MaxWaiting", "Sequences that a worker accepts beyond those before it answers busy (three times --max-running)."),
        new("--prefix-cache", "Engine:PrefixCache", "on or off: keep computed keys and values for requests that begin with the same tokens (on)."),
        new("--automaton-memory", "Engine:AutomatonMemory", "Memory of each worker for the token automata of constrained answers (64M)."),
        new("--shift-limit", "Engine:ShiftLimit", "Answers that would take longer go on elsewhere when their worker gets another role or drains (1s)."),
        .. SimulatedSettings.All,
    ];
}
