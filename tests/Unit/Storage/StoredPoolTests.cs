using Orchestrator.Contracts.Pools;
using Orchestrator.Grains.Pools;
using Xunit;

namespace Orchestrator.Unit.Storage;

/// <summary>What a pool begins with when it comes back.</summary>
public sealed class StoredPoolTests
{
    [Fact]
    public void The_mode_of_the_command_line_holds_until_somebody_has_set_a_policy_also_after_damage()
    {
        var damaged = new StoredPool().After(damages: 1);
        Assert.Equal(ScalingMode.Off, damaged.Beginning(ScalingMode.Off).Policy.Policy.Mode);
        var set = damaged with { Policy = new PoolPolicyDocument(PoolPolicy.Default, 1001, DateTimeOffset.UnixEpoch, "somebody") };
        Assert.Equal(ScalingMode.Active, set.Beginning(ScalingMode.Off).Policy.Policy.Mode);
    }
}
