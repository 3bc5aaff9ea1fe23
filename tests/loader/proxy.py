"""A module proxy of our own on disk, so that the loader's tests have a module cache with whatever they need, without a network."""
import os
import zipfile


def escape(path):
    """The module cache's spelling of a path: capital letters as ! and the small letter."""
    return "".join("!" + c.lower() if c.isupper() else c for c in path)


def publish(proxy, path, version, files):
    """Adds path@version to the proxy directory. A module without a go.mod among its files gets the bare one that old
    repositories get."""
    directory = os.path.join(proxy, escape(path), "@v")
    os.makedirs(directory, exist_ok=True)
    stem = os.path.join(directory, escape(version))
    with open(stem + ".mod", "w") as f:
        f.write(files.get("go.mod", "module %s\n" % path))
    with open(stem + ".info", "w") as f:
        f.write('{"Version": "%s", "Time": "2020-01-01T00:00:00Z"}' % version)
    with zipfile.ZipFile(stem + ".zip", "w") as z:
        for name, text in files.items():
            z.writestr("%s@%s/%s" % (path, version, name), text)
    with open(os.path.join(directory, "list"), "a") as f:
        f.write(version + "\n")


def environment(proxy, cache):
    """Settings with which the go command takes modules from the proxy and nowhere else."""
    return {"GOPROXY": "file://" + proxy, "GOMODCACHE": cache, "GONOSUMDB": "*", "GONOSUMCHECK": "1", "GOFLAGS": "-modcacherw",
            "GOSUMDB": "off", "GOTOOLCHAIN": "local"}
