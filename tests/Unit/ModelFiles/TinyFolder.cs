using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Orchestrator.Unit.ModelFiles;

/// <summary>The smallest sound Hugging Face models, the same as <see cref="TinyGguf"/>'s, as config.json and safetensors; parts can be changed before they are written.</summary>
internal sealed class TinyFolder
{
    public JsonObject Config { get; } = JsonNode.Parse("""
        {
          "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu",
          "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 16,
          "max_position_embeddings": 64, "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "rope_scaling": null, "tie_word_embeddings": false, "vocab_size": 8
        }
        """)!.AsObject();

    public List<(string Name, string Type, int[] Shape)> Tensors { get; } =
    [
        ("model.embed_tokens.weight", "F32", [8, 32]),
        ("lm_head.weight", "F32", [8, 32]),
        ("model.norm.weight", "F32", [32]),
        ("model.layers.0.input_layernorm.weight", "F32", [32]),
        ("model.layers.0.self_attn.q_proj.weight", "F32", [32, 32]),
        ("model.layers.0.self_attn.k_proj.weight", "F32", [16, 32]),
        ("model.layers.0.self_attn.v_proj.weight", "F32", [16, 32]),
        ("model.layers.0.self_attn.o_proj.weight", "F32", [32, 32]),
        ("model.layers.0.post_attention_layernorm.weight", "F32", [32]),
        ("model.layers.0.mlp.gate_proj.weight", "F32", [48, 32]),
        ("model.layers.0.mlp.up_proj.weight", "F32", [48, 32]),
        ("model.layers.0.mlp.down_proj.weight", "F32", [32, 48]),
    ];

    public TinyFolder With(string key, string json)
    {
        Config[key] = JsonNode.Parse(json);
        return this;
    }

    public TinyFolder Without(string keyOrTensor)
    {
        if (!Config.Remove(keyOrTensor) && Tensors.RemoveAll(tensor => tensor.Name == keyOrTensor) == 0) throw new ArgumentException($"there is no {keyOrTensor}");
        return this;
    }

    public TinyFolder WithTensor(string name, string type, params int[] shape)
    {
        Tensors.RemoveAll(tensor => tensor.Name == name);
        Tensors.Add((name, type, shape));
        return this;
    }

    /// <summary>Writes everything into the folder and returns its path.</summary>
    public string Write(TemporaryFolder folder)
    {
        folder.File("config.json", Encoding.UTF8.GetBytes(Config.ToJsonString()));
        folder.File("model.safetensors", Safetensors(Tensors));
        return folder.Path;
    }

    /// <summary>As <see cref="Write"/>, but every other tensor in a second shard, with an index.</summary>
    public string WriteShards(TemporaryFolder folder)
    {
        folder.File("config.json", Encoding.UTF8.GetBytes(Config.ToJsonString()));
        var map = new JsonObject();
        for (var shard = 0; shard < 2; shard++)
        {
            var name = $"model-0000{shard + 1}-of-00002.safetensors";
            var tensors = Tensors.Where((_, i) => i % 2 == shard).ToList();
            folder.File(name, Safetensors(tensors));
            foreach (var tensor in tensors) map[tensor.Name] = name;
        }
        folder.File("model.safetensors.index.json", Encoding.UTF8.GetBytes(new JsonObject { ["metadata"] = new JsonObject(), ["weight_map"] = map }.ToJsonString()));
        return folder.Path;
    }

    private static byte[] Safetensors(IEnumerable<(string Name, string Type, int[] Shape)> tensors)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        var end = 0L;
        foreach (var (name, type, shape) in tensors)
        {
            var bytes = shape.Aggregate(type switch { "F32" or "I32" => 4L, "F8_E4M3" => 1L, _ => 2L }, (product, size) => product * size);
            header[name] = new JsonObject { ["dtype"] = type, ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]), ["data_offsets"] = new JsonArray(end, end + bytes) };
            end += bytes;
        }
        var data = new byte[end];
        for (var i = 0; i < data.Length / 4; i++) BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4 * i), GgufBytes.Number(i));
        return Safetensors(header.ToJsonString(), data);
    }

    /// <summary>A safetensors file of any header.</summary>
    public static byte[] Safetensors(string header, byte[] data, ulong? headerLength = null)
    {
        var json = Encoding.Latin1.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, headerLength ?? (ulong)json.Length);
        return [.. length, .. json, .. data];
    }
}
