using System.Buffers;
using System.IO.Pipelines;

namespace Orchestrator.Hosting.Security;

/// <summary>
/// Proves the cluster secret on a byte stream before anything else is said: the answerer sends a nonce, the caller a nonce and its proof,
/// the answerer its proof.
/// </summary>
public static class SecretHandshake
{
    /// <summary>A peer that says nothing is cut off.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>The called side; false when the caller does not know the secret.</summary>
    public static async Task<bool> TryAnswerAsync(this ClusterSecret secret, PipeReader input, PipeWriter output, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(s_patience);
        var mine = ClusterSecret.Nonce();
        await output.WriteAsync(mine, patience.Token);
        if (await TryReadAsync(input, ClusterSecret.NonceLength + ClusterSecret.ProofLength, patience.Token) is not { } said) return false;
        var theirs = said[..ClusterSecret.NonceLength];
        if (!secret.Verify(ClusterSecret.Side.Caller, mine, theirs, said.AsSpan(ClusterSecret.NonceLength))) return false;
        await output.WriteAsync(secret.Prove(ClusterSecret.Side.Answerer, mine, theirs), patience.Token);
        return true;
    }

    /// <summary>The calling side; false when the answerer does not know the secret or refuses ours.</summary>
    public static async Task<bool> TryCallAsync(this ClusterSecret secret, PipeReader input, PipeWriter output, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(s_patience);
        if (await TryReadAsync(input, ClusterSecret.NonceLength, patience.Token) is not { } theirs) return false;
        var mine = ClusterSecret.Nonce();
        byte[] said = [.. mine, .. secret.Prove(ClusterSecret.Side.Caller, theirs, mine)];
        await output.WriteAsync(said, patience.Token);
        return await TryReadAsync(input, ClusterSecret.ProofLength, patience.Token) is { } proof
            && secret.Verify(ClusterSecret.Side.Answerer, theirs, mine, proof);
    }

    /// <summary>Exactly <paramref name="count"/> bytes, or null when the stream ends, fails or is silent before.</summary>
    private static async Task<byte[]?> TryReadAsync(PipeReader input, int count, CancellationToken cancellation)
    {
        try
        {
            var result = await input.ReadAtLeastAsync(count, cancellation);
            if (result.Buffer.Length < count)
            {
                input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                return null;
            }
            var taken = result.Buffer.Slice(0, count);
            var bytes = taken.ToArray();
            input.AdvanceTo(taken.End);
            return bytes;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
