using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>Alone, since it counts the threads of the process.</summary>
[Collection(nameof(DisposalTests))]
[CollectionDefinition(nameof(DisposalTests), DisableParallelization = true)]
public sealed class DisposalTests
{
    [Fact]
    public void The_simulated_device_s_threads_end_with_the_backend()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "threads are counted by name in /proc");
        var before = Threads();
        using (var model = ModelFile.Open(GoldenModels.File("llama-f32").Path))
        using (var backend = IlgpuBackend.Load(Accelerators.Open(DeviceChoice.IlgpuCpu), model, KvElement.F32, (_, _) => 8, stepTokens: 8, stepRows: 1))
        {
            // A thread has its name once it has taken part in a kernel.
            backend.Forward(Greedy.Step([[1]], [0], [[0]]), new float[model.Config.Vocab], null);
            Assert.InRange(Threads(), before + 2, int.MaxValue);
        }
        // A joined thread's entry in /proc goes a moment after the thread.
        SpinWait.SpinUntil(() => Threads() == before, TimeSpan.FromSeconds(30));
        Assert.Equal(before, Threads());
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

    private static int Threads()
    {
        var count = 0;
        foreach (var task in Directory.GetDirectories("/proc/self/task"))
        {
            try
            {
                if (File.ReadAllText(task + "/comm").StartsWith("ILGPU_", StringComparison.Ordinal)) count++;
            }
            catch (IOException)
            {
                // A thread that ended meanwhile.
            }
        }
        return count;
    }
}
