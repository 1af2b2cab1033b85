using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Hosting.Security;

/// <summary>The secret that every process of a cluster knows. It is proved, never sent: HMAC-SHA256 over both sides' nonces.</summary>
public sealed class ClusterSecret(string secret)
{
    public const int NonceLength = 32;
    public const int ProofLength = 32;

    /// <summary>In which direction a proof goes, so that one side's proof cannot be played back as the other's.</summary>
    public enum Side : byte { Caller = 1, Answerer = 2 }

    private readonly byte[] _key = SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>A secret of 256 random bits, as text.</summary>
    public static string Generate() => Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Nonce() => RandomNumberGenerator.GetBytes(NonceLength);

    /// <summary>What <paramref name="side"/> shows to the other.</summary>
    /// <param name="side">Who proves.</param>
    /// <param name="answererNonce">Drawn by the side that was called.</param>
    /// <param name="callerNonce">Drawn by the side that called.</param>
    public byte[] Prove(Side side, ReadOnlySpan<byte> answererNonce, ReadOnlySpan<byte> callerNonce)
    {
        byte[] text = [(byte)side, .. answererNonce, .. callerNonce];
        return HMACSHA256.HashData(_key, text);
    }

    public bool Verify(Side side, ReadOnlySpan<byte> answererNonce, ReadOnlySpan<byte> callerNonce, ReadOnlySpan<byte> proof) =>
        CryptographicOperations.FixedTimeEquals(Prove(side, answererNonce, callerNonce), proof);
}
