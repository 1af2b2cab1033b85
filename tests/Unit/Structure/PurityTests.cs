using Xunit;

namespace Orchestrator.Unit.Structure;

/// <summary>Policies are pure functions: no clock, no chance of their own, no waiting, no grain runtime, no device, no log, no world.</summary>
public sealed class PurityTests
{
    private static readonly BuiltAssembly s_policies = BuiltAssembly.Of("Policies");

    [Fact]
    public void Policies_know_only_the_contracts_and_the_plain_runtime_library()
    {
        // The serializer is there because the Orleans SDK marks every assembly that uses its attributes.
        string[] allowed = ["Orchestrator.Contracts", "Orleans.Serialization", "Orleans.Serialization.Abstractions"];
        Assert.DoesNotContain(s_policies.References.Except(allowed), r => !r.StartsWith("System.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("System.DateTime")]
    [InlineData("System.DateTimeOffset")]
    [InlineData("System.TimeProvider")]
    [InlineData("System.Diagnostics.Stopwatch")]
    [InlineData("System.Environment")]
    public void Policies_have_no_clock(string type) => Assert.DoesNotContain(type, s_policies.Types);

    [Theory]
    [InlineData("System.Threading.")]
    [InlineData("System.IO.")]
    [InlineData("System.Net.")]
    [InlineData("System.Console")]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.Reflection.Assembly.")]
    public void Policies_neither_wait_nor_touch_the_world(string types) =>
        Assert.DoesNotContain(s_policies.Types, t => t.StartsWith(types, StringComparison.Ordinal));

    [Theory]
    [InlineData("System.Random.get_Shared(0)")]
    [InlineData("System.Random..ctor(0)")]
    [InlineData("System.Guid.NewGuid(0)")]
    [InlineData("System.Guid.CreateVersion7(0)")]
    public void Policies_draw_only_from_the_randomness_they_are_given(string member) => Assert.DoesNotContain(member, s_policies.Members);

    [Fact]
    public void The_scan_sees_what_it_looks_for()
    {
        // The router takes its policy's Random from here, so both members are there to be seen.
        var grains = BuiltAssembly.Of("Grains");
        Assert.Contains("System.Random..ctor(0)", grains.Members);
        Assert.Contains("System.Guid.NewGuid(0)", grains.Members);
        Assert.Contains("System.TimeProvider", grains.Types);
        Assert.Contains("System.Threading.Tasks.Task", grains.Types);
    }
}
