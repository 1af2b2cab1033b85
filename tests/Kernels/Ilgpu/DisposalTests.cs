using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>Alone, since it looks at the threads of the process.</summary>
[Collection(nameof(DisposalTests))]
[CollectionDefinition(nameof(DisposalTests), DisableParallelization = true)]
public sealed class DisposalTests
{
    [Fact]
    public void The_simulated_device_s_threads_end_with_the_backend()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "threads are counted by name in /proc");
        // Threads of earlier tests may still be on their way out.
        var (before, own) = (Threads(), new HashSet<string>());
        using (var model = ModelFile.Open(GoldenModels.File("llama-f32").Path))
        using (var backend = IlgpuBackend.Load(Accelerators.Open(DeviceChoice.IlgpuCpu), model, KvElement.F32, (_, _) => 8, stepTokens: 8, stepRows: 1))
        {
            // A thread has its name once it has taken part in a kernel.
            backend.Forward(Greedy.Step([[1]], [0], [[0]]), new float[model.Config.Vocab], null);
            own.UnionWith(Threads().Except(before));
            Assert.InRange(own.Count, 2, int.MaxValue);
        }
        // A joined thread's entry in /proc goes a moment after the thread.
        SpinWait.SpinUntil(() => !Threads().Overlaps(own), TimeSpan.FromSeconds(30));
        Assert.Empty(Threads().Intersect(own));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_simulated_device_has_as_many_threads_as_asked_for(int threads)
    {
        using var device = Accelerators.Open(DeviceChoice.IlgpuCpu, threads);
        Assert.Equal(threads, device.Accelerator.MaxNumThreadsPerMultiprocessor * device.Accelerator.NumMultiprocessors);
        Assert.Equal($"ilgpu-cpu ({threads} threads)", device.Name);
    }

    // Their numbers; a number is not given again for a long while.
    private static HashSet<string> Threads()
    {
        var threads = new HashSet<string>();
        foreach (var task in Directory.GetDirectories("/proc/self/task"))
        {
            try
            {
                if (File.ReadAllText(task + "/comm").StartsWith("ILGPU_", StringComparison.Ordinal)) threads.Add(task);
            }
            catch (IOException)
            {
                // A thread that ended meanwhile.
            }
        }
        return threads;
    }
}
