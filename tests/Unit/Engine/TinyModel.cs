using System.Collections.Concurrent;
using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Simd;

namespace Orchestrator.Unit.Engine;

/// <summary>Golden models, opened once for all tests of the process.</summary>
internal static class TinyModel
{
    private static readonly ConcurrentDictionary<string, Lazy<ModelFile>> s_open = new();

    public static ModelFile Open(string name) => s_open.GetOrAdd(name, _ => new(() => ModelFile.Open(GoldenModels.File(name).Path))).Value;

    /// <summary>The real CPU backend, usually on one thread: many run side by side.</summary>
    public static SimdBackend Backend(string name, int blocks, KvElement element, int threads = 1) => new(Open(name), new SimdOptions(threads, element, blocks));
}
