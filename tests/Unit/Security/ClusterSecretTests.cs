using Orchestrator.Hosting.Security;
using Xunit;

namespace Orchestrator.Unit.Security;

public sealed class ClusterSecretTests
{
    private static readonly ClusterSecret s_secret = new("of the cluster");
    private static readonly byte[] s_one = ClusterSecret.Nonce(), s_two = ClusterSecret.Nonce();

    [Fact]
    public void A_proof_holds_for_its_side_and_nonces_alone()
    {
        var proof = s_secret.Prove(ClusterSecret.Side.Caller, s_one, s_two);
        Assert.Equal(ClusterSecret.ProofLength, proof.Length);
        Assert.True(s_secret.Verify(ClusterSecret.Side.Caller, s_one, s_two, proof));
        Assert.True(new ClusterSecret("of the cluster").Verify(ClusterSecret.Side.Caller, s_one, s_two, proof));
        Assert.False(s_secret.Verify(ClusterSecret.Side.Answerer, s_one, s_two, proof));
        Assert.False(s_secret.Verify(ClusterSecret.Side.Caller, s_two, s_one, proof));
        Assert.False(s_secret.Verify(ClusterSecret.Side.Caller, s_one, ClusterSecret.Nonce(), proof));
        Assert.False(new ClusterSecret("of the Cluster").Verify(ClusterSecret.Side.Caller, s_one, s_two, proof));
    }

    [Fact]
    public void A_proof_with_any_bit_changed_or_of_another_length_does_not_hold()
    {
        var proof = s_secret.Prove(ClusterSecret.Side.Answerer, s_one, s_two);
        for (var bit = 0; bit < 8 * proof.Length; bit++)
        {
            var changed = proof.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(s_secret.Verify(ClusterSecret.Side.Answerer, s_one, s_two, changed));
        }
        Assert.False(s_secret.Verify(ClusterSecret.Side.Answerer, s_one, s_two, proof[..^1]));
        Assert.False(s_secret.Verify(ClusterSecret.Side.Answerer, s_one, s_two, [.. proof, 0]));
        Assert.False(s_secret.Verify(ClusterSecret.Side.Answerer, s_one, s_two, []));
    }

    [Fact]
    public void Made_secrets_and_nonces_are_each_another()
    {
        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => ClusterSecret.Generate()).Distinct().Count());
        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(ClusterSecret.Nonce())).Distinct().Count());
        Assert.Equal(64, ClusterSecret.Generate().Length);
    }
}
