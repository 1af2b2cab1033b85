using System.Text;
using System.Text.Json.Nodes;

namespace Orchestrator.Unit.OpenAi;

/// <summary>Breaks sound bodies: at random bytes, and at random values of the JSON tree, which gets past the JSON reader.</summary>
internal static class Mutations
{
    private static readonly string[] s_pieces =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "true", "1e400", "-0", "1.0", "99999999999999999999", "NaN", "\u0000", "é", "\"role\":"];

    private static readonly string[] s_values =
    [
        "null", "true", "false", "0", "-1", "1", "1.0", "0.5", "1e400", "-1e400", "1e-400", "9223372036854775808", "\"\"", "\"x\"", "\"\\ud83d\\ude00\"", "[]", "{}",
        "[null]", "[[]]", "[0]", "[\"a\"]", "{\"type\":\"text\"}", "{\"type\":\"function\"}", "{\"role\":\"assistant\"}", "{\"a\":{\"b\":[1,2]}}",
    ];

    /// <summary>Up to four changes of bytes.</summary>
    public static byte[] OfBytes(string body, Random random)
    {
        var bytes = new List<byte>(Encoding.UTF8.GetBytes(body));
        for (var left = random.Next(1, 5); left > 0; left--)
        {
            var at = random.Next(bytes.Count + 1);
            var length = Math.Min(random.Next(1, 12), bytes.Count - at);
            switch (random.Next(4))
            {
                case 0: bytes.InsertRange(at, Encoding.UTF8.GetBytes(s_pieces[random.Next(s_pieces.Length)])); break;
                case 1: bytes.RemoveRange(at, length); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                default:
                    if (length > 0) bytes[at] = (byte)random.Next(256);
                    break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Up to three values replaced, or keys removed.</summary>
    public static byte[] OfValues(string body, Random random)
    {
        JsonNode root = JsonNode.Parse(body)!;
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var nodes = new List<JsonNode>();
            Collect(root, nodes);
            var holder = nodes[random.Next(nodes.Count)];
            var value = JsonNode.Parse(s_values[random.Next(s_values.Length)]);
            if (holder is JsonArray { Count: > 0 } array) array[random.Next(array.Count)] = value;
            else if (holder is JsonObject { Count: > 0 } keys)
            {
                var name = keys.ElementAt(random.Next(keys.Count)).Key;
                if (random.Next(4) == 0) keys.Remove(name);
                else keys[name] = value;
            }
        }
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static void Collect(JsonNode? node, List<JsonNode> nodes)
    {
        if (node is JsonArray array)
        {
            nodes.Add(array);
            foreach (var item in array) Collect(item, nodes);
        }
        else if (node is JsonObject keys)
        {
            nodes.Add(keys);
            foreach (var (_, value) in keys) Collect(value, nodes);
        }
    }
}
