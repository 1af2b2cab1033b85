using Orchestrator.ModelFiles;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Model.Ilgpu;
using Xunit;

namespace Orchestrator.Tests.Kernels.Ilgpu;

/// <summary>Alone, since it counts the threads of the process.</summary>
[Collection(nameof(DisposalTests))]
[CollectionDefinition(nameof(DisposalTests), DisableParallelization = true)]
public sealed class DisposalTests
{
    [Fact]
    public void The_simulated_device_has_two_threads_and_they_end_with_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "threads are counted by name in /proc");
        var before = Threads("");
        using (var model = ModelFile.Open(GoldenModels.File("llama-f32").Path))
        using (var backend = IlgpuBackend.Load(Accelerators.Open(DeviceChoice.IlgpuCpu), model, KvElement.F32, (_, _) => 8, stepTokens: 8, stepRows: 1))
        {
            // A thread has its name once it has taken part in a kernel.
            backend.Forward(Greedy.Step([[1]], [0], [[0]]), new float[model.Config.Vocab], null);
            Assert.Equal(2, Threads("_CPU_"));
        }
        Assert.Equal(before, Threads(""));
    }

    // Linux keeps 15 letters of a name: "ILGPU_25_CPU_0_".
    private static int Threads(string part)
    {
        var count = 0;
        foreach (var task in Directory.GetDirectories("/proc/self/task"))
        {
            try
            {
                var name = File.ReadAllText(task + "/comm");
                if (name.StartsWith("ILGPU_", StringComparison.Ordinal) && name.Contains(part, StringComparison.Ordinal)) count++;
            }
            catch (IOException)
            {
                // A thread that ended meanwhile.
            }
        }
        return count;
    }
}
