using Orchestrator.Bench.Machine;
using Xunit;

namespace Orchestrator.Unit.Bench;

/// <summary>The measurements of the machine itself.</summary>
public sealed class MachineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_byte_of_the_buffer_is_read(int threads)
    {
        // Each pass checks the sum of what it read.
        var samples = ReadBandwidth.Measure(threads, passes: 2, bytes: 3 << 20);
        Assert.Equal(2, samples.Length);
        Assert.All(samples, sample => Assert.True(sample > 0));
    }

    [Theory]
    [InlineData("VmHWM:\t  220148 kB", 220148L << 10)]
    [InlineData("VmHWM:\t 1 kB", 1024L)]
    [InlineData("VmHWM:\t much kB", null)]
    [InlineData("VmPeak:\t  5 kB", null)]
    public void A_size_is_read_from_its_line(string line, long? bytes) => Assert.Equal(bytes, PeakMemory.Bytes(["Name:\tbench", line, "Threads:\t9"], "VmHWM:"));

    [Fact]
    public void The_peak_of_anonymous_memory_never_falls()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the system tells only the peak of all memory");
        var memory = new PeakMemory();
        memory.Look();
        var before = memory.Anonymous;
        Assert.True(before > 0 && memory.Resident >= before, $"{memory.Resident} resident, {before} anonymous");
        memory.Look();
        Assert.True(memory.Anonymous >= before);
    }
}
