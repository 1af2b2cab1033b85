namespace Orchestrator.Gateway.Tokenization;

/// <summary>The merges of a byte-pair vocabulary, by the ids of the two tokens that merge.</summary>
internal static class MergeTable
{
    /// <summary>"a b", where a may begin with a space.</summary>
    public static (string Left, string Right) Pair(string merge)
    {
        var space = merge.Length < 2 ? -1 : merge.IndexOf(' ', 1);
        return space < 0 ? (merge, "") : (merge[..space], merge[(space + 1)..]);
    }

    /// <param name="path">For messages.</param>
    /// <param name="merges">The earliest merges first; of a pair listed twice the first counts.</param>
    /// <param name="ids">All tokens.</param>
    /// <exception cref="TokenizerException">A merge is of, or gives, what is no token.</exception>
    public static Dictionary<(int Left, int Right), (int Rank, int Merged)> Read(string path, IEnumerable<(string Left, string Right)> merges, Dictionary<string, int> ids)
    {
        var table = new Dictionary<(int, int), (int, int)>();
        var rank = 0;
        foreach (var (left, right) in merges)
        {
            if (left.Length == 0 || right.Length == 0) throw new TokenizerException($"{path}: merge {rank}, \"{left}{right}\", does not name two tokens");
            if (!ids.TryGetValue(left, out var leftId)) throw Unknown(path, rank, left, right, left);
            if (!ids.TryGetValue(right, out var rightId)) throw Unknown(path, rank, left, right, right);
            if (!ids.TryGetValue(left + right, out var merged)) throw Unknown(path, rank, left, right, left + right);
            table.TryAdd((leftId, rightId), (rank, merged));
            rank++;
        }
        return table;
    }

    private static TokenizerException Unknown(string path, int rank, string left, string right, string missing) =>
        new($"{path}: merge {rank}, \"{left}\" with \"{right}\", needs a token \"{missing}\", which is not in the vocabulary");
}
