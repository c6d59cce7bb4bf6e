using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace RnnOnnx.Trainer.Tests.Corpora.Download;

/// <summary>Writes archives as NumPy writes those of Keras: texts as pickled lists, labels as 64-bit integers.</summary>
internal static class KerasArchive
{
    public static string Write(string path, params (string Suffix, IReadOnlyList<int[]> Texts, IReadOnlyList<int> Labels)[] parts)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (suffix, texts, labels) in parts)
        {
            Add(zip, "x" + suffix, "|O", texts.Count, Pickle(texts));
            Add(zip, "y" + suffix, "<i8", labels.Count, MemoryMarshal.AsBytes<long>([.. labels.Select(label => (long)label)]));
        }

        return path;
    }

    /// <summary>NumPy's pickle of an array of objects, protocol 2; <c>PickledListsTests</c> compares such with CPython's own.</summary>
    private static byte[] Pickle(IReadOnlyList<int[]> texts)
    {
        using var pickle = new MemoryStream();
        void Text(string instructions) => pickle.Write(Encoding.Latin1.GetBytes(instructions));
        void List<T>(IEnumerable<T> items, Action<T> write)
        {
            // CPython appends a thousand at a time.
            Text("]");
            foreach (var batch in items.Chunk(1000))
            {
                Text("(");
                Array.ForEach(batch, write);
                Text("e");
            }
        }

        void Integer(int value)
        {
            Text("J");
            pickle.Write(BitConverter.GetBytes(value));
        }

        Text("\u0080\u0002cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\u0000\u0085U\u0001b\u0087R(K\u0001");
        Integer(texts.Count);
        Text("\u0085cnumpy\ndtype\nU\u0002O8K\u0000K\u0001\u0087R(K\u0003U\u0001|NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK?tb\u0089");
        List(texts, text => List(text, Integer));
        Text("tb.");
        return pickle.ToArray();
    }

    private static void Add(ZipArchive zip, string name, string type, int length, ReadOnlySpan<byte> data)
    {
        var header = Encoding.Latin1.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({length},), }}\n");
        using var stream = zip.CreateEntry(name + ".npy").Open();
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header]);
        stream.Write(data);
    }
}
