namespace RnnOnnx.Trainer.Training.TensorBoard;

/// <summary>The scalars of one folder, each step of a tag once, in as many files as processes have worked on it.</summary>
internal sealed class ScalarLog
{
    private readonly Dictionary<string, long> _last = [];
    private readonly EventFile _file;

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">Is created if it is not there.</param>
    /// <param name="goesOn">True to keep the files that are there and to leave out the steps that they have; false to remove them.</param>
    /// <param name="time">The clock of the records.</param>
    public ScalarLog(string folder, bool goesOn, TimeProvider time)
    {
        foreach (var path in EventFile.In(folder))
        {
            if (!goesOn)
            {
                File.Delete(path);
                continue;
            }

            foreach (var (step, tag, _) in EventFile.Read(path))
            {
                _last[tag] = Math.Max(step, _last.GetValueOrDefault(tag));
            }
        }

        _file = EventFile.Create(folder, time);
    }

    /// <summary>Writes those scalars whose step is later than what the folder has of their tag.</summary>
    /// <param name="step">The step, from 1.</param>
    /// <param name="scalars">Tags and values.</param>
    public void Write(long step, params IEnumerable<(string Tag, double Value)> scalars)
    {
        var later = scalars.Where(scalar => step > _last.GetValueOrDefault(scalar.Tag)).ToArray();
        if (later.Length == 0)
        {
            return;
        }

        _file.Write(step, later);
        foreach (var (tag, _) in later)
        {
            _last[tag] = step;
        }
    }
}
