// Pushes and pulls the same documents by PouchDB to an express-pouchdb on this machine; prints one JSON line.
const [rowsFile, sizes, folder] = process.argv.slice(2);
const fs = require("fs"), path = require("path"), express = require("express"), PouchDB = require("pouchdb");
const docs = fs.readFileSync(rowsFile, "utf8").trim().split("\n").map((line, n) => ({ _id: String(n).padStart(8, "0"), line }));

async function main() {
  const Server = PouchDB.defaults({ prefix: path.join(folder, "server") + "/" });
  fs.mkdirSync(path.join(folder, "server"), { recursive: true });
  const app = express();
  app.use("/db", require("express-pouchdb")(Server, { mode: "minimumForPouchDB", logPath: path.join(folder, "log.txt"), configPath: path.join(folder, "config.json") }));
  const listening = await new Promise((done) => { const it = app.listen(0, "127.0.0.1", () => done(it)); });
  const base = `http://127.0.0.1:${listening.address().port}/db`;
  const told = [];
  for (const size of sizes.split(",").map(Number)) {
    const name = `rows_${size}`, options = { batch_size: size, batches_limit: 10 };
    const local = new PouchDB(path.join(folder, `local_${size}`));
    for (let at = 0; at < docs.length; at += 1000) await local.bulkDocs(docs.slice(at, at + 1000));
    const pushed = await timed(() => PouchDB.replicate(local, new PouchDB(`${base}/${name}`), options));
    const other = new PouchDB(path.join(folder, `other_${size}`));
    const pulled = await timed(() => PouchDB.replicate(new PouchDB(`${base}/${name}`), other, options));
    const again = await timed(() => PouchDB.replicate(local, new PouchDB(`${base}/${name}`), { ...options, checkpoint: false }));
    const here = (await other.info()).doc_count;
    told.push({ batch: size, push_s: pushed, pull_s: pulled, resend_s: again, pulled: here });
  }
  console.log(JSON.stringify(told));
  process.exit(0);
}

async function timed(work) {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1e9;
}

main().catch((problem) => { console.error(problem); process.exit(1); });
