<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutSection</name>
    <message>
        <source>FinByte Desktop</source>
        <translation>FinByte Desktop</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>Qt</source>
        <translation>Qt</translation>
    </message>
    <message>
        <source>PySide</source>
        <translation>PySide</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>FinByte Desktop is free software under the MIT licence. Qt and PySide are used under the LGPL.</source>
        <translation>FinByte Desktop 是采用 MIT 许可证的自由软件。Qt 与 PySide 按 LGPL 使用。</translation>
    </message>
</context>
<context>
    <name>AccountAnswers</name>
    <message>
        <source>{side} {qty} {base} at {price}, {bot}, {market}</source>
        <translation>{side} {qty} {base}，价格 {price}，{bot}，{market}</translation>
    </message>
    <message>
        <source>{side} {qty} {base} at the market, {market}</source>
        <translation>市价{side} {qty} {base}，{market}</translation>
    </message>
    <message>
        <source>{side} {qty} {base} at {price}, {market}</source>
        <translation>以 {price} {side} {qty} {base}，{market}</translation>
    </message>
    <message>
        <source>Since {since}: {reason} ({market}). Its orders stay and it goes on by itself. Stop it if you do not want to wait.</source>
        <translation>自 {since} 起：{reason}（{market}）。其订单保留，并会自动继续。如果不想等待，请停止它。</translation>
    </message>
    <message>
        <source>{difference} ({venue} against {ledger})</source>
        <translation>{difference}（{venue} 对 {ledger}）</translation>
    </message>
    <message>
        <source>At {time}:</source>
        <translation>{time}：</translation>
    </message>
    <message>
        <source>From {start} to {end}:</source>
        <translation>从 {start} 到 {end}：</translation>
    </message>
    <message>
        <source>{name}: {buys} bought, {sells} sold, {ended}.</source>
        <translation>{name}：买入 {buys} 次，卖出 {sells} 次，{ended}。</translation>
    </message>
</context>
<context>
    <name>AccountWindows</name>
    <message>
        <source>This is {name}, {mode}: {money}.</source>
        <translation>这是 {name}，{mode}：{money}。</translation>
    </message>
    <message>
        <source>While you were away: {trades}. Settings, Connections says what happened.</source>
        <translation>您离开期间：{trades}。详情见“设置”中的“连接”。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Something in the window failed. Your orders are not affected: bots and resting orders go on as they were. If you had just asked for something, look whether it was done. Details are in the log (Settings, Data).</source>
        <translation>窗口中出现错误。您的订单不受影响：机器人和挂单照常进行。如果您刚刚执行了某个操作，请确认它是否已完成。详情见日志（“设置”中的“数据”）。</translation>
    </message>
    <message>
        <source>What you asked for failed before its end, and part of it may have been done. Look at your bots and their orders before you ask again. Details are in the log (Settings, Data).</source>
        <translation>您要求的操作未完成就失败了，其中一部分可能已执行。再次操作前，请先查看您的机器人及其订单。详情见日志（设置，数据）。</translation>
    </message>
    <message>
        <source>A part of FinByte beside the window failed. Orders at the venues stay as they are. Look whether your bots go on, and start FinByte again if something stands still. Details are in the log (Settings, Data).</source>
        <translation>FinByte 窗口之外的一个部分出错。交易所的订单保持原样。请查看您的机器人是否继续运行；如有停滞，请重新启动 FinByte。详情见日志（“设置”中的“数据”）。</translation>
    </message>
    <message>
        <source>{name} is connected, {mode}. Bots: {bots}.</source>
        <translation>{name} 已连接，{mode}。机器人：{bots}。</translation>
    </message>
</context>
<context>
    <name>Accounts</name>
    <message>
        <source>Tried again now. The last time: {before}</source>
        <translation>正在重试。上次：{before}</translation>
    </message>
</context>
<context>
    <name>AccountsMenu</name>
    <message>
        <source>Accounts</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
</context>
<context>
    <name>AccountsTable</name>
    <message>
        <source>virtual money</source>
        <translation>虚拟资金</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Bots</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>AddConnectionDialog</name>
    <message>
        <source>Find a venue</source>
        <translation>查找交易所</translation>
    </message>
    <message>
        <source>Binance, Bybit, OKX</source>
        <translation>Binance、Bybit、OKX</translation>
    </message>
    <message>
        <source>Venue</source>
        <translation>交易所</translation>
    </message>
    <message>
        <source>Your name for it</source>
        <translation>您起的名称</translation>
    </message>
    <message>
        <source>Which money</source>
        <translation>使用哪种资金</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API 密钥</translation>
    </message>
    <message>
        <source>Secret, or private key</source>
        <translation>密钥密文或私钥</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>System keyring</source>
        <translation>系统钥匙串</translation>
    </message>
    <message>
        <source>Vault file</source>
        <translation>保险库文件</translation>
    </message>
    <message>
        <source>This session</source>
        <translation>仅本次</translation>
    </message>
    <message>
        <source>Where the key is kept</source>
        <translation>密钥保存位置</translation>
    </message>
    <message>
        <source>Another address</source>
        <translation>其他地址</translation>
    </message>
    <message>
        <source>Money</source>
        <translation>资金</translation>
    </message>
    <message>
        <source>Kept in</source>
        <translation>保存于</translation>
    </message>
    <message>
        <source>Add a connection</source>
        <translation>添加连接</translation>
    </message>
    <message>
        <source>Make a key at the venue that may read and trade, and nothing else.</source>
        <translation>请在交易所创建只能读取和交易的密钥，不要给其他权限。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Check and add</source>
        <translation>检查并添加</translation>
    </message>
    <message>
        <source>The key works. Nothing is kept yet.</source>
        <translation>密钥有效。尚未保存任何内容。</translation>
    </message>
    <message>
        <source>Checking the key at {venue}</source>
        <translation>正在 {venue} 检查密钥</translation>
    </message>
    <message>
        <source>{name} is connected.</source>
        <translation>{name} 已连接。</translation>
    </message>
    <message>
        <source>No venue of that name</source>
        <translation>没有这个名称的交易所</translation>
    </message>
    <message>
        <source>Choose which money its orders move.</source>
        <translation>请选择其订单动用哪种资金。</translation>
    </message>
    <message>
        <source>{venue} has no play money here.</source>
        <translation>{venue} 在这里没有模拟资金。</translation>
    </message>
    <message>
        <source>This computer has no keyring that keeps secrets. The vault is a file in the data folder, sealed with a password of yours.</source>
        <translation>本机没有可以保管密钥的系统钥匙串。保险库是数据文件夹中的一个文件，由您的密码密封。</translation>
    </message>
</context>
<context>
    <name>AddInvestmentDialog</name>
    <message>
        <source>Available {amount}</source>
        <translation>可用 {amount}</translation>
    </message>
    <message>
        <source>Add investment to {name}</source>
        <translation>为 {name} 追加投资</translation>
    </message>
    <message>
        <source>Add investment</source>
        <translation>追加投资</translation>
    </message>
    <message>
        <source>The bot works with {now} now.</source>
        <translation>机器人目前使用 {now}。</translation>
    </message>
    <message>
        <source>{amount} go into the bot. Its investment becomes {then}.</source>
        <translation>{amount} 转入机器人。其投资额变为 {then}。</translation>
    </message>
    <message>
        <source>The bot waits; this happens when it goes on:</source>
        <translation>机器人正在等待；它继续运行时将执行：</translation>
    </message>
    <message>
        <source>It buys {qty} {base} at the market now, for about {cost}, fee about {fee}.</source>
        <translation>现在按市价买入 {qty} {base}，约 {cost}，手续费约 {fee}。</translation>
    </message>
    <message>
        <source>It sells {qty} {base} at the market now, for about {cost}, fee about {fee}.</source>
        <translation>现在按市价卖出 {qty} {base}，约 {cost}，手续费约 {fee}。</translation>
    </message>
    <message>
        <source>It is too little for larger orders and stays in the bot as free money.</source>
        <translation>金额不足以增大订单，将作为可用资金留在机器人中。</translation>
    </message>
    <message>
        <source>{orders} grow to {size} each now.</source>
        <translation>{orders}现在各增至 {size}。</translation>
    </message>
    <message>
        <source>{later} more after their round trip; coins that they lack are bought then.</source>
        <translation>另有 {later} 个在完成来回交易之后；届时会买入所缺的币。</translation>
    </message>
    <message>
        <source>{later} more after their round trip; the position that they lack is opened then.</source>
        <translation>另有 {later} 个在完成一轮交易后增大；届时再开所缺的仓位。</translation>
    </message>
    <message>
        <source>Nothing is traded now, and the orders of this deal stay as they are.</source>
        <translation>现在不做任何交易，本次交易周期的订单保持不变。</translation>
    </message>
    <message>
        <source>The money stands behind the position at once: its liquidation goes {moves}.</source>
        <translation>这笔资金立即作为该仓位的保证金：强平价{moves}。</translation>
    </message>
    <message>
        <source>After all safety orders it goes {moves}.</source>
        <translation>全部补仓单成交后,强平价{moves}。</translation>
    </message>
    <message>
        <source>The orders of later deals have {times} times their first size.</source>
        <translation>之后交易周期的订单为最初大小的 {times} 倍。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>from {before} to {after}</source>
        <translation>从 {before} 变为 {after}</translation>
    </message>
    <message>
        <source>Nothing is traded now: the money waits in the bot for its next rebalance.</source>
        <translation>现在不交易：资金留在机器人中，等待下一次再平衡。</translation>
    </message>
    <message>
        <source>It sells {orders} at the market now.</source>
        <translation>现在按市价卖出 {orders}。</translation>
    </message>
    <message>
        <source>It buys {orders} at the market now, for about {cost}.</source>
        <translation>现在按市价买入 {orders}，约 {cost}。</translation>
    </message>
    <message>
        <source>Fees about {fee}.</source>
        <translation>手续费约 {fee}。</translation>
    </message>
    <message>
        <source>Added. The orders of later deals are larger.</source>
        <translation>已追加。之后交易周期的订单会更大。</translation>
    </message>
    <message>
        <source>Estimated liquidation then: {prices}.</source>
        <translation>之后的预估强平价：{prices}。</translation>
    </message>
    <message>
        <source>buy</source>
        <translation>买入</translation>
    </message>
    <message>
        <source>sell</source>
        <translation>卖出</translation>
    </message>
    <message>
        <source>{rows}   and {count} more</source>
        <translation>{rows}   以及另外 {count} 个</translation>
    </message>
    <message>
        <source>Added. The log tells what was traded and which orders grow.</source>
        <translation>已追加。日志会说明成交情况以及哪些订单增大。</translation>
    </message>
</context>
<context>
    <name>AllocationPanel</name>
    <message>
        <source>Allocation</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>the bar is the part of the worth now, the mark that of each purchase</source>
        <translation>条形为当前价值占比，刻度为每次买入的占比</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Bought</source>
        <translation>买入</translation>
    </message>
    <message>
        <source>Worth</source>
        <translation>价值</translation>
    </message>
    <message>
        <source>the bar is the weight now, the mark its target</source>
        <translation>条形为当前权重，刻度为目标</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Off by</source>
        <translation>偏离</translation>
    </message>
</context>
<context>
    <name>AmountDialog</name>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Feasible: above 0, up to {most}</source>
        <translation>可行：大于 0，最多 {most}</translation>
    </message>
    <message>
        <source>Must be above 0</source>
        <translation>必须大于 0</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>AnswersCard</name>
    <message>
        <source>Nothing proves whether the venue has it.</source>
        <translation>无法证明交易所是否有此订单。</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>It has our name and is not in our records. Its market is closed for new orders.</source>
        <translation>它带有我们的名称，但不在我们的记录中。其市场不接受新订单。</translation>
    </message>
    <message>
        <source>The venue and the ledger differ</source>
        <translation>交易所与账本不一致</translation>
    </message>
    <message>
        <source>{name} waits</source>
        <translation>{name} 正在等待</translation>
    </message>
    <message>
        <source>While you were away</source>
        <translation>您离开期间</translation>
    </message>
    <message>
        <source>What you should know</source>
        <translation>您应当知道</translation>
    </message>
    <message>
        <source>No new order leaves for {market}. If you closed or reduced it at the venue, say so; else undo your trade there.</source>
        <translation>{market} 不再发出新订单。如果是您在交易平台平仓或减仓的，请确认；否则请在那里把您的交易反向做回。</translation>
    </message>
    <message>
        <source>No new order leaves for {market}. What was added at the venue is not the bot&apos;s: take it back there, or stop the bot and close its position.</source>
        <translation>{market} 不再发出新订单。在交易平台增加的部分不属于机器人：请在那里平掉它，或停止机器人并平掉其仓位。</translation>
    </message>
</context>
<context>
    <name>AppearanceSection</name>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Ctrl+Shift+L switches it from anywhere.</source>
        <translation>按 Ctrl+Shift+L 可随时切换。</translation>
    </message>
    <message>
        <source>Green and red</source>
        <translation>绿与红</translation>
    </message>
    <message>
        <source>Blue and orange</source>
        <translation>蓝与橙</translation>
    </message>
    <message>
        <source>Colours of buy and sell</source>
        <translation>买卖颜色</translation>
    </message>
    <message>
        <source>Blue and orange can be told apart by colour-blind eyes.</source>
        <translation>色觉障碍者可以分辨蓝色与橙色。</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Repaints a second</source>
        <translation>每秒重绘次数</translation>
    </message>
    <message>
        <source>Fewer repaints save power. Fills and requests are always shown at once.</source>
        <translation>减少重绘可省电。成交与请求总是立即显示。</translation>
    </message>
</context>
<context>
    <name>ApprovalDialog</name>
    <message>
        <source>This request is no longer open. Nothing was sent.</source>
        <translation>该请求已关闭。未发送任何内容。</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Approved. The orders are sent.</source>
        <translation>已批准。订单已发送。</translation>
    </message>
    <message>
        <source>Rejected. Nothing was sent.</source>
        <translation>已拒绝。未发送任何内容。</translation>
    </message>
    <message>
        <source>Approved. It starts.</source>
        <translation>已批准，正在启动。</translation>
    </message>
    <message>
        <source>The price moved, so nothing was sent. Here is the new plan.</source>
        <translation>价格已变动，因此未发送任何内容。这是新的计划。</translation>
    </message>
    <message>
        <source>The price moved, so nothing was sent. Here is the order at the price of now.</source>
        <translation>价格已变动，因此未发送任何内容。这是按当前价格的订单。</translation>
    </message>
    <message>
        <source>Expired, nothing was sent.</source>
        <translation>已过期，未发送任何内容。</translation>
    </message>
    <message>
        <source>This request was answered elsewhere.</source>
        <translation>该请求已在别处得到答复。</translation>
    </message>
</context>
<context>
    <name>ApprovalRow</name>
    <message>
        <source>Choose {name}</source>
        <translation>选择 {name}</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>再看一次</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>批准</translation>
    </message>
</context>
<context>
    <name>ApprovalSection</name>
    <message>
        <source>Ask each time</source>
        <translation>每次询问</translation>
    </message>
    <message>
        <source>Close and keep the orders</source>
        <translation>关闭并保留挂单</translation>
    </message>
    <message>
        <source>Cancel the orders and close</source>
        <translation>撤销挂单并关闭</translation>
    </message>
    <message>
        <source>Keep running in the tray</source>
        <translation>在托盘中继续运行</translation>
    </message>
    <message>
        <source>Closing the window while bots run</source>
        <translation>机器人运行时关闭窗口</translation>
    </message>
    <message>
        <source>Keep this computer awake while a bot runs</source>
        <translation>机器人运行时保持本机唤醒</translation>
    </message>
    <message>
        <source>A stop works only while this computer is awake. The screen may still go dark.</source>
        <translation>止损仅在本机唤醒时有效。屏幕仍可熄灭。</translation>
    </message>
</context>
<context>
    <name>Approvals</name>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>{qty} {base} now</source>
        <translation>立即 {qty} {base}</translation>
    </message>
    <message>
        <source>market</source>
        <translation>市价</translation>
    </message>
    <message>
        <source>Price when asked, {time}</source>
        <translation>询问时的价格,{time}</translation>
    </message>
    <message>
        <source>{account}, asked {time}</source>
        <translation>{account},{time} 询问</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>限价</translation>
    </message>
    <message>
        <source>Buy what was missed?</source>
        <translation>买入错过的订单？</translation>
    </message>
    <message>
        <source>You will buy {qty} {base} for about {cost}, fee {fee}, once for all that were missed.</source>
        <translation>您将以约 {cost} 买入 {qty} {base}，手续费 {fee}，一次补上所有错过的订单。</translation>
    </message>
    <message>
        <source>Nothing is bought now. By its schedule the bot buys, at the price of now {qty} {base} for about {cost}, fee {fee}.</source>
        <translation>现在不买入。机器人按计划买入，按现价为 {qty} {base}，约 {cost}，手续费 {fee}。</translation>
    </message>
    <message>
        <source>You will buy {qty} {base} for about {cost}, fee {fee}, and as much by the schedule.</source>
        <translation>您将以约 {cost} 买入 {qty} {base}，手续费 {fee}，之后按计划买入同样的金额。</translation>
    </message>
    <message>
        <source>One order for all that were missed, at the price of now.</source>
        <translation>为所有错过的订单下一单，按现在的价格。</translation>
    </message>
    <message>
        <source>Buys as much again and again by its schedule.</source>
        <translation>按计划一次次买入同样的金额。</translation>
    </message>
    <message>
        <source>Begins a deal: holds {reserved} for {buys} below it.</source>
        <translation>开始一轮交易：为其下方的 {buys}占用 {reserved}。</translation>
    </message>
    <message>
        <source>Executes at once. Costs about {amount}.</source>
        <translation>立即成交。约花费 {amount}。</translation>
    </message>
    <message>
        <source>Executes at once. Brings about {amount}.</source>
        <translation>立即成交。约得到 {amount}。</translation>
    </message>
    <message>
        <source>Rests {away} under the price, on the margin of the bot.</source>
        <translation>挂在价格下方 {away}，使用机器人的保证金。</translation>
    </message>
    <message>
        <source>Rests {away} above the price, on the margin of the bot.</source>
        <translation>挂在价格上方 {away}，使用机器人的保证金。</translation>
    </message>
    <message>
        <source>Executes at once, on the margin of the bot.</source>
        <translation>立即成交，使用机器人的保证金。</translation>
    </message>
    <message>
        <source>Rests {away} under the price. Holds {amount}.</source>
        <translation>挂在价格下方 {away}。占用 {amount}。</translation>
    </message>
    <message>
        <source>{away} above the price: executes at once. Costs at most {amount} and the fee.</source>
        <translation>高于现价 {away}：立即成交。最多花费 {amount} 及手续费。</translation>
    </message>
    <message>
        <source>Rests {away} above the price. Brings {amount}.</source>
        <translation>挂在价格上方 {away}。带来 {amount}。</translation>
    </message>
    <message>
        <source>{away} below the price: executes at once. Brings at least {amount} less the fee.</source>
        <translation>低于现价 {away}：立即成交。扣手续费前至少得到 {amount}。</translation>
    </message>
    <message>
        <source>The price moved since your review: there nothing was bought at the start.</source>
        <translation>您审阅后价格有变动：审阅时开始时不买入。</translation>
    </message>
    <message>
        <source>The price moved since your review: there it was {qty} {base} for about {cost}.</source>
        <translation>您审阅后价格有变动：审阅时为 {qty} {base}，约 {cost}。</translation>
    </message>
    <message>
        <source>The price moved since it was asked. Look again.</source>
        <translation>请求之后价格已变动。请再看一次。</translation>
    </message>
    <message>
        <source>Look again: the price moved from {asked} to {now} ({change}), more than {limit}.</source>
        <translation>请再看一次：价格从 {asked} 变为 {now}（{change}），超过 {limit}。</translation>
    </message>
    <message>
        <source>Approve the opening plan?</source>
        <translation>批准开仓计划？</translation>
    </message>
    <message>
        <source>Buys and sells at the market, then keeps the weights.</source>
        <translation>按市价买卖，之后保持权重。</translation>
    </message>
    <message>
        <source>Look again: {assets} moved by more than {limit}.</source>
        <translation>请再看一次：{assets} 的价格变动超过 {limit}。</translation>
    </message>
    <message>
        <source>Approve this order?</source>
        <translation>批准这个订单？</translation>
    </message>
    <message>
        <source>You will buy {qty} {base} at {price} for {cost}, fee {fee}.</source>
        <translation>您将以 {price} 买入 {qty} {base}，共 {cost}，手续费 {fee}。</translation>
    </message>
    <message>
        <source>You will sell {qty} {base} at {price} for {cost}, fee {fee}.</source>
        <translation>您将以 {price} 卖出 {qty} {base}，共 {cost}，手续费 {fee}。</translation>
    </message>
    <message>
        <source>Bot</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>Price now</source>
        <translation>当前价格</translation>
    </message>
    <message>
        <source>Never above</source>
        <translation>绝不高于</translation>
    </message>
    <message>
        <source>Your own coins that go in</source>
        <translation>投入的自有币</translation>
    </message>
    <message>
        <source>Largest loss at the stop, {price}</source>
        <translation>止损 {price} 时的最大亏损</translation>
    </message>
    <message>
        <source>{side} {qty} {base}</source>
        <translation>{side} {qty} {base}</translation>
    </message>
    <message>
        <source>about {cost} at {price}</source>
        <translation>约 {cost}，价格 {price}</translation>
    </message>
    <message>
        <source>Goes into the bot</source>
        <translation>进入机器人</translation>
    </message>
    <message>
        <source>Left available</source>
        <translation>剩余可用</translation>
    </message>
    <message>
        <source>Opens a grid at {low} – {high}, reserves {reserved} for {buys}.</source>
        <translation>在 {low} – {high} 建立网格，为 {buys}预留 {reserved}。</translation>
    </message>
    <message>
        <source>{account}, asked {time} market time</source>
        <translation>{account}，市场时间 {time} 提出</translation>
    </message>
    <message>
        <source>You will buy {qty} {base} for about {cost}, fee {fee}, and reserve {reserved} for {buys}.</source>
        <translation>将买入 {qty} {base}，约 {cost}，手续费 {fee}，并为 {buys}预留 {reserved}。</translation>
    </message>
    <message>
        <source>You will place {orders} and reserve {reserved}.</source>
        <translation>将挂出 {orders}，预留 {reserved}。</translation>
    </message>
    <message>
        <source>Price when asked, {time} market time</source>
        <translation>提出时的价格（市场时间 {time}）</translation>
    </message>
    <message>
        <source>Never below</source>
        <translation>不低于</translation>
    </message>
    <message>
        <source>Lost if it is liquidated</source>
        <translation>若被强平将损失</translation>
    </message>
    <message>
        <source>Balance now</source>
        <translation>当前余额</translation>
    </message>
    <message>
        <source>Approve {orders}</source>
        <translation>批准 {orders}</translation>
    </message>
    <message>
        <source>Approve the order</source>
        <translation>批准该订单</translation>
    </message>
    <message>
        <source>The price left the allowed band since this was asked. If you approve now it is checked again, and asked again if it does not fit.</source>
        <translation>请求之后价格已离开允许区间。如果现在批准，会再次检查；若不符合则重新询问。</translation>
    </message>
    <message>
        <source>The price is inside the allowed band. It is checked once more at the moment you approve.</source>
        <translation>价格在允许区间内。批准时会再检查一次。</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>请求者</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答复</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Runs your code: orders up to {most} go by themselves.</source>
        <translation>运行您的代码：不超过 {most} 的订单自动发送。</translation>
    </message>
    <message>
        <source>Runs your code: each of its orders is asked for.</source>
        <translation>运行您的代码：每个订单都会先询问。</translation>
    </message>
    <message>
        <source>Your code starts, with {whole} in all. Each of its orders is asked for. Nothing is placed now.</source>
        <translation>您的代码开始运行，总资金 {whole}。每个订单都会先询问。现在不下任何订单。</translation>
    </message>
    <message>
        <source>Your code may place orders up to {most} each by itself, with {whole} in all. Nothing is placed now.</source>
        <translation>您的代码可自行下单，每单不超过 {most}，总共使用 {whole}。现在不下任何订单。</translation>
    </message>
    <message>
        <source>Approve the start</source>
        <translation>批准启动</translation>
    </message>
</context>
<context>
    <name>ApprovalsPage</name>
    <message>
        <source>Approvals</source>
        <translation>审批</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Decided today</source>
        <translation>今日已决定</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Reject all</source>
        <translation>全部拒绝</translation>
    </message>
    <message>
        <source>Choose all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Plans</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Filter requests</source>
        <translation>筛选请求</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Approve selected</source>
        <translation>批准所选</translation>
    </message>
    <message>
        <source>Plans and amendments</source>
        <translation>计划与修改</translation>
    </message>
    <message>
        <source>Single orders</source>
        <translation>单个订单</translation>
    </message>
    <message>
        <source>Nothing waits for you</source>
        <translation>没有等待您的事项</translation>
    </message>
    <message>
        <source>Plans and orders that need your yes appear here, each with the time it waits. Without an answer they expire and nothing is sent.</source>
        <translation>需要您同意的计划与订单显示在这里，并标明等待时间。无答复则过期，不发送任何内容。</translation>
    </message>
    <message>
        <source>Create bot</source>
        <translation>创建机器人</translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation>请求者</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>成本</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>手续费</translation>
    </message>
    <message>
        <source>Effect</source>
        <translation>影响</translation>
    </message>
    <message>
        <source>Your time left</source>
        <translation>您的剩余时间</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>已选 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing decided today</source>
        <translation>今天尚无决定</translation>
    </message>
    <message>
        <source>What you approved, rejected or let expire today appears here.</source>
        <translation>您今天批准、拒绝或任其过期的内容显示在这里。</translation>
    </message>
    <message>
        <source>All {count}</source>
        <translation>全部 {count}</translation>
    </message>
    <message>
        <source>Plans {count}</source>
        <translation>计划 {count}</translation>
    </message>
    <message>
        <source>Orders {count}</source>
        <translation>订单 {count}</translation>
    </message>
    <message>
        <source>{orders}, {amount} moved or held</source>
        <translation>{orders}，动用或占用 {amount}</translation>
    </message>
    <message>
        <source>Nothing selected</source>
        <translation>未选择</translation>
    </message>
</context>
<context>
    <name>AssetPicker</name>
    <message>
        <source>Assets</source>
        <translation>资产</translation>
    </message>
    <message>
        <source>Choose a basket</source>
        <translation>选择组合</translation>
    </message>
    <message>
        <source>Basket</source>
        <translation>组合</translation>
    </message>
    <message>
        <source>Take in my own coins</source>
        <translation>投入我自己的币</translation>
    </message>
    <message>
        <source>Add an asset</source>
        <translation>添加资产</translation>
    </message>
    <message>
        <source>Spread evenly</source>
        <translation>平均分配</translation>
    </message>
    <message>
        <source>Bring to 100 %</source>
        <translation>调整到 100 %</translation>
    </message>
    <message>
        <source>Weigh anew</source>
        <translation>重新计算权重</translation>
    </message>
    <message>
        <source>Choose a basket   24 h / 7 d / 30 d</source>
        <translation>选择组合   24 小时 / 7 天 / 30 天</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Type what each asset is worth in all, in millions of {quote}, from a source that you trust: FinByte knows no number of coins. The weights stay as they are until you edit them.</source>
        <translation>请按您信任的来源输入每种资产的总市值（百万 {quote}）：FinByte 不掌握币的数量。在您编辑之前权重保持不变。</translation>
    </message>
    <message>
        <source>Take in my own coins: {coins}</source>
        <translation>投入我自己的币：{coins}</translation>
    </message>
    <message>
        <source>Take {asset} out</source>
        <translation>移除 {asset}</translation>
    </message>
    <message>
        <source>M {quote}</source>
        <translation>百万 {quote}</translation>
    </message>
    <message>
        <source>{sum} % of 100 %</source>
        <translation>{sum} %，共 100 %</translation>
    </message>
    <message>
        <source>20 assets at most</source>
        <translation>最多 20 种资产</translation>
    </message>
</context>
<context>
    <name>AwakeLine</name>
    <message>
        <source>Works only while this computer is awake. {state}</source>
        <translation>仅在本机唤醒时有效。{state}</translation>
    </message>
    <message>
        <source>This stop works only while this computer is awake. {state}</source>
        <translation>此止损只在本机保持唤醒时有效。{state}</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>再次请求</translation>
    </message>
    <message>
        <source>Keep it awake</source>
        <translation>保持唤醒</translation>
    </message>
</context>
<context>
    <name>BacktestArea</name>
    <message>
        <source>Backtest</source>
        <translation>回测</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 天</translation>
    </message>
    <message>
        <source>30 d</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>180 d</source>
        <translation>180 天</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Days of the backtest</source>
        <translation>回测天数</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总计</translation>
    </message>
    <message>
        <source>Grid profit</source>
        <translation>网格利润</translation>
    </message>
    <message>
        <source>Trips</source>
        <translation>往返</translation>
    </message>
    <message>
        <source>Drawdown</source>
        <translation>回撤</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Not feasible yet</source>
        <translation>尚不可行</translation>
    </message>
    <message>
        <source>total</source>
        <translation>总计</translation>
    </message>
    <message>
        <source>{span} ({length}), {rule}</source>
        <translation>{span}（{length}），{rule}</translation>
    </message>
</context>
<context>
    <name>BalancesTable</name>
    <message>
        <source>Asset</source>
        <translation>资产</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>In bots</source>
        <translation>在机器人中</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总计</translation>
    </message>
</context>
<context>
    <name>BarChart</name>
    <message>
        <source>No data yet</source>
        <translation>暂无数据</translation>
    </message>
    <message>
        <source>Bars</source>
        <translation>柱形图</translation>
    </message>
</context>
<context>
    <name>Basket</name>
    <message>
        <source>Worth now</source>
        <translation>当前价值</translation>
    </message>
    <message>
        <source>Largest deviation</source>
        <translation>最大偏离</translation>
    </message>
    <message>
        <source>Acts from</source>
        <translation>触发偏离</translation>
    </message>
    <message>
        <source>By time, next</source>
        <translation>下次定时</translation>
    </message>
    <message>
        <source>Stop loss at a worth of</source>
        <translation>止损价值</translation>
    </message>
    <message>
        <source>Take profit at a worth of</source>
        <translation>止盈价值</translation>
    </message>
    <message>
        <source>sells what is too much</source>
        <translation>正在卖出过多的部分</translation>
    </message>
    <message>
        <source>buys what is missing</source>
        <translation>正在买入不足的部分</translation>
    </message>
    <message>
        <source>sells everything</source>
        <translation>正在全部卖出</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>Asks nothing until</source>
        <translation>在此之前不再询问</translation>
    </message>
    <message>
        <source>Asset</source>
        <translation>资产</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Spent</source>
        <translation>已花费</translation>
    </message>
    <message>
        <source>Average cost</source>
        <translation>平均成本</translation>
    </message>
    <message>
        <source>Value, {quote}</source>
        <translation>价值，{quote}</translation>
    </message>
    <message>
        <source>too small</source>
        <translation>太小</translation>
    </message>
    <message>
        <source>stays</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>buy</source>
        <translation>买入</translation>
    </message>
    <message>
        <source>sell</source>
        <translation>卖出</translation>
    </message>
    <message>
        <source>At start</source>
        <translation>开始时</translation>
    </message>
    <message>
        <source>Each time</source>
        <translation>每次</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Cost, {quote}</source>
        <translation>金额，{quote}</translation>
    </message>
    <message>
        <source>Fee, {quote}</source>
        <translation>手续费，{quote}</translation>
    </message>
    <message>
        <source>Nothing is traded now. The bot keeps the weights from then on.</source>
        <translation>现在不交易。之后机器人保持权重。</translation>
    </message>
    <message>
        <source>You will sell {assets} for about {cost}, fees {fee}, and buy what is missing.</source>
        <translation>您将卖出 {assets}，约 {cost}，手续费 {fee}，然后买入不足的部分。</translation>
    </message>
    <message>
        <source>You will buy {assets} for about {cost}, fees {fee}.</source>
        <translation>您将买入 {assets}，约 {cost}，手续费 {fee}。</translation>
    </message>
    <message>
        <source>You sell {sold}, then buy {assets} for about {cost}. Fees {fee}.</source>
        <translation>您卖出 {sold}，然后买入 {assets}，约 {cost}。手续费 {fee}。</translation>
    </message>
    <message>
        <source>You sell {sold}. Fees {fee}.</source>
        <translation>您卖出 {sold}。手续费 {fee}。</translation>
    </message>
    <message>
        <source>Nothing is traded now.</source>
        <translation>现在不交易。</translation>
    </message>
    <message>
        <source>You buy {assets} now for about {cost}, fees {fee}; {left} stay as money.</source>
        <translation>您现在买入 {assets}，约 {cost}，手续费 {fee}；{left} 保留为资金。</translation>
    </message>
    <message>
        <source>Trades when an asset is {off} percentage points off its weight.</source>
        <translation>资产偏离权重 {off} 个百分点时交易。</translation>
    </message>
    <message>
        <source>Trades every {every}, where an asset is half a percentage point off.</source>
        <translation>每 {every} 检查一次，资产偏离半个百分点时交易。</translation>
    </message>
    <message>
        <source>Trades when an asset is {off} percentage points off its weight, and every {every}.</source>
        <translation>资产偏离权重 {off} 个百分点时交易，并且每 {every} 一次。</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first} 和 {last}</translation>
    </message>
</context>
<context>
    <name>BasketOrders</name>
    <message>
        <source>First orders</source>
        <translation>首批订单</translation>
    </message>
    <message>
        <source>No order yet</source>
        <translation>还没有订单</translation>
    </message>
    <message>
        <source>The first orders stand here as soon as the parameters are possible.</source>
        <translation>参数可行后，首批订单显示在这里。</translation>
    </message>
</context>
<context>
    <name>BasketPreview</name>
    <message>
        <source>After the first purchase</source>
        <translation>首次买入之后</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>价值</translation>
    </message>
    <message>
        <source>The first purchase stands here as soon as the input is possible.</source>
        <translation>输入可行后，首次买入显示在这里。</translation>
    </message>
    <message>
        <source>A rebalance that moves a tenth of it costs about {fee} in fees.</source>
        <translation>移动其中十分之一的再平衡约需手续费 {fee}。</translation>
    </message>
</context>
<context>
    <name>BatchDialog</name>
    <message>
        <source>{requests} approved. The orders are sent.</source>
        <translation>已批准 {requests}，订单已发出。</translation>
    </message>
    <message>
        <source>{requests} rejected. Nothing was sent.</source>
        <translation>已拒绝 {requests}，没有发出任何订单。</translation>
    </message>
    <message numerus="yes">
        <source>Approve %n request(s)?</source>
        <translation>
            <numerusform>批准 %n 个请求？</numerusform>
        </translation>
    </message>
    <message>
        <source>{orders} worth {cost}, fees about {fee}. Each is checked again at the price of now.</source>
        <translation>{orders}，合计 {cost}，手续费约 {fee}。每个订单会按当前价格再次检查。</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message numerus="yes">
        <source>Approve %n order(s)</source>
        <translation>
            <numerusform>批准 %n 个订单</numerusform>
        </translation>
    </message>
    <message>
        <source>{bot}: {action} {quantity}, {low} – {high}</source>
        <translation>{bot}：{action} {quantity}，{low} – {high}</translation>
    </message>
    <message>
        <source>{bot}: {action} {quantity} {base} at market, about {price}</source>
        <translation>{bot}：市价{action} {quantity} {base}，约 {price}</translation>
    </message>
    <message>
        <source>{bot}: {action} {quantity} {base} at {price}</source>
        <translation>{bot}：{action} {quantity} {base}，价格 {price}</translation>
    </message>
</context>
<context>
    <name>BotActions</name>
    <message>
        <source>The bot goes on.</source>
        <translation>机器人继续运行。</translation>
    </message>
    <message>
        <source>The bot goes on: its orders are placed again.</source>
        <translation>机器人继续运行：订单重新挂出。</translation>
    </message>
    <message>
        <source>The bot goes on: {asks}.</source>
        <translation>机器人继续运行：{asks}。</translation>
    </message>
    <message>
        <source>The bot goes on: {placed}, {asks}.</source>
        <translation>机器人继续运行：{placed}，{asks}。</translation>
    </message>
    <message>
        <source>Paused: nothing new is placed, what it holds stays. {unconfirmed}</source>
        <translation>已暂停：不再挂新单，持有的保留。{unconfirmed}</translation>
    </message>
    <message>
        <source>Paused: {orders} being cancelled, nothing new is placed. What it holds stays.</source>
        <translation>已暂停：正在撤销 {orders}，不再挂新单。持有的保留。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>BotCard</name>
    <message>
        <source>Investment</source>
        <translation>投资</translation>
    </message>
    <message>
        <source>Fees paid</source>
        <translation>已付手续费</translation>
    </message>
    <message>
        <source>Profit in relation to the investment, for a year. Known after 24 hours.</source>
        <translation>按一年计算的利润与投资之比。24 小时后可知。</translation>
    </message>
    <message>
        <source>Versus holding</source>
        <translation>对比持有</translation>
    </message>
    <message>
        <source>Against simply buying the coin at the start and holding it.</source>
        <translation>与开始时直接买入并持有相比。</translation>
    </message>
    <message>
        <source>Against keeping what the first purchase bought, untouched.</source>
        <translation>与首次买入后一直不动相比。</translation>
    </message>
    <message>
        <source>Coins worth / sold from</source>
        <translation>持币价值 / 止盈于</translation>
    </message>
    <message>
        <source>All coins together; they are sold when they bring so much, net of fees.</source>
        <translation>所有币合计；扣除手续费后达到此数额即全部卖出。</translation>
    </message>
    <message>
        <source>Largest deviation / acts from</source>
        <translation>最大偏离 / 触发偏离</translation>
    </message>
    <message>
        <source>Percentage points between the weight of an asset and its target.</source>
        <translation>资产权重与目标之间的百分点。</translation>
    </message>
    <message>
        <source>Liquidation</source>
        <translation>强平价</translation>
    </message>
    <message>
        <source>end {price}</source>
        <translation>结束价 {price}</translation>
    </message>
    <message>
        <source>Buy {qty} {base} for about {cost}, fee {fee}, and place {orders}.</source>
        <translation>买入 {qty} {base}，约 {cost}，手续费 {fee}，并挂出 {orders}。</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答复</translation>
    </message>
    <message>
        <source>The venue liquidated its position: all of its margin is lost, and it ended.</source>
        <translation>交易所已强平其仓位：保证金全部亏损，机器人已结束。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Waits for your approval: buy {qty} {base} at {price}.</source>
        <translation>等待您批准：以 {price} 买入 {qty} {base}。</translation>
    </message>
    <message>
        <source>Waits for your approval: sell {qty} {base} at {price}.</source>
        <translation>等待您批准：以 {price} 卖出 {qty} {base}。</translation>
    </message>
    <message>
        <source>Its opening order waits until prices move.</source>
        <translation>开仓订单等待价格变动。</translation>
    </message>
    <message>
        <source>Ends when prices move: {orders} waiting for that.</source>
        <translation>价格变动时结束：{orders}正在等待。</translation>
    </message>
    <message>
        <source>Price above the range: nothing to sell until it comes back.</source>
        <translation>价格高于区间：回到区间前没有可卖的。</translation>
    </message>
    <message>
        <source>Price below the range: nothing to buy until it comes back.</source>
        <translation>价格低于区间：回到区间前没有可买的。</translation>
    </message>
    <message>
        <source>other feed</source>
        <translation>其他行情</translation>
    </message>
    <message>
        <source>Paused, orders rest</source>
        <translation>已暂停，挂单仍在</translation>
    </message>
    <message>
        <source>entry {price}</source>
        <translation>入场 {price}</translation>
    </message>
    <message>
        <source>Break-even coins / bot</source>
        <translation>保本价 持币 / 机器人</translation>
    </message>
    <message>
        <source>Sold at the first price, the coins held bring what they cost. Sold at the second, the bot ends at zero: the profit made so far pays a part. Fees of that sale are counted.</source>
        <translation>按第一个价格卖出，持有的币正好收回成本；按第二个价格卖出，机器人正好不赚不亏：已有利润抵掉一部分。均已计入该次卖出的手续费。</translation>
    </message>
    <message>
        <source>Position / entry</source>
        <translation>仓位 / 开仓价</translation>
    </message>
    <message>
        <source>In {base}. Margin {margin}, funding so far {funding}.</source>
        <translation>单位 {base}。保证金 {margin}，累计资金费 {funding}。</translation>
    </message>
    <message>
        <source>now {price}</source>
        <translation>现价 {price}</translation>
    </message>
    <message>
        <source>Waits for your approval. Nothing is sent before.</source>
        <translation>等待您的批准。在此之前不发送任何内容。</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Waits for its prices from {feed}. Its orders rest.</source>
        <translation>等待来自 {feed} 的价格。订单保持挂单。</translation>
    </message>
    <message>
        <source>Paused. Nothing fills until its prices from {feed} play again.</source>
        <translation>已暂停。在来自 {feed} 的价格重新播放之前不会成交。</translation>
    </message>
    <message>
        <source>Use that feed</source>
        <translation>使用该来源</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>BotCardView</name>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Total profit</source>
        <translation>总利润</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Edit parameters</source>
        <translation>编辑参数</translation>
    </message>
    <message>
        <source>Add investment</source>
        <translation>追加投资</translation>
    </message>
    <message>
        <source>Withdraw profit</source>
        <translation>提取利润</translation>
    </message>
    <message>
        <source>Clone</source>
        <translation>克隆</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>BotsPage</name>
    <message>
        <source>Bots</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>类型库</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Create bot</source>
        <translation>创建机器人</translation>
    </message>
    <message>
        <source>No bot has stopped yet</source>
        <translation>还没有停止的机器人</translation>
    </message>
    <message>
        <source>Bots that ended appear here with what they earned and why they stopped.</source>
        <translation>已结束的机器人及其收益与停止原因显示在这里。</translation>
    </message>
    <message>
        <source>Show running bots</source>
        <translation>显示运行中的机器人</translation>
    </message>
    <message>
        <source>Stopped bots</source>
        <translation>已停止的机器人</translation>
    </message>
    <message>
        <source>No bot runs now</source>
        <translation>现在没有机器人运行</translation>
    </message>
    <message>
        <source>Bots that ended stand under Stopped, with what they earned.</source>
        <translation>已结束的机器人及其盈亏在“已停止”中。</translation>
    </message>
    <message>
        <source>Create a bot</source>
        <translation>创建机器人</translation>
    </message>
    <message>
        <source>No bot runs yet</source>
        <translation>还没有机器人运行</translation>
    </message>
    <message>
        <source>Your bots appear here with their profit, orders and what they did last.</source>
        <translation>您的机器人及其利润、订单与最近动作显示在这里。</translation>
    </message>
    <message>
        <source>Create the first bot</source>
        <translation>创建第一个机器人</translation>
    </message>
</context>
<context>
    <name>CancelOrderDialog</name>
    <message>
        <source>Cancel the buy of {qty} {base} at {price}?</source>
        <translation>撤销 {price} 处的 {qty} {base} 买单？</translation>
    </message>
    <message>
        <source>Cancel the sell of {qty} {base} at {price}?</source>
        <translation>撤销 {price} 处的 {qty} {base} 卖单？</translation>
    </message>
    <message>
        <source>The level stays empty. The bot places this order again when you press Try again, and another one there when it needs one, for example after money was added.</source>
        <translation>该价位保持空缺。您点击“重试”后机器人才会重新挂出此单；若它需要另一张订单（例如追加资金后），会在那里挂出。</translation>
    </message>
    <message>
        <source>Keep the order</source>
        <translation>保留订单</translation>
    </message>
    <message>
        <source>Cancel the order</source>
        <translation>撤销订单</translation>
    </message>
    <message>
        <source>The order is being cancelled.</source>
        <translation>正在撤销订单。</translation>
    </message>
</context>
<context>
    <name>CandidateCard</name>
    <message>
        <source>Wide</source>
        <translation>宽幅</translation>
    </message>
    <message>
        <source>Moderate</source>
        <translation>适中</translation>
    </message>
    <message>
        <source>Narrow</source>
        <translation>较窄</translation>
    </message>
    <message>
        <source>Narrowest</source>
        <translation>最窄</translation>
    </message>
    <message>
        <source>{low} ~ {high}, {grids}</source>
        <translation>{low} ~ {high}，{grids}</translation>
    </message>
    <message>
        <source>Suitability {number}, good</source>
        <translation>适合度 {number}，良好</translation>
    </message>
    <message>
        <source>Suitability {number}, fair</source>
        <translation>适合度 {number}，一般</translation>
    </message>
    <message>
        <source>Suitability {number}, overfitted</source>
        <translation>适合度 {number}，过度拟合</translation>
    </message>
    <message>
        <source>Haircut counts {a}, time in range {b}, drawdown {c}</source>
        <translation>折扣计 {a}，区间内时间 {b}，回撤 {c}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>In-sample</source>
        <translation>样本内</translation>
    </message>
    <message>
        <source>Out-of-sample</source>
        <translation>样本外</translation>
    </message>
    <message>
        <source>Haircut</source>
        <translation>折扣</translation>
    </message>
    <message>
        <source>Drawdown</source>
        <translation>回撤</translation>
    </message>
    <message>
        <source>Fills a day</source>
        <translation>每日成交</translation>
    </message>
    <message>
        <source>Time in range</source>
        <translation>区间内时间</translation>
    </message>
</context>
<context>
    <name>CandidatesPanel</name>
    <message>
        <source>Grid profit per 30 days</source>
        <translation>每 30 天网格利润</translation>
    </message>
    <message>
        <source>on the investment, after fees</source>
        <translation>相对投资，扣除手续费</translation>
    </message>
    <message>
        <source>Learns from</source>
        <translation>学习区间</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 天</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>180 days</source>
        <translation>180 天</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Days to learn from</source>
        <translation>用于学习的天数</translation>
    </message>
    <message>
        <source>How the search works</source>
        <translation>搜索如何工作</translation>
    </message>
    <message>
        <source>Tuned on the first two thirds of the days, checked on the rest. The haircut is what did not repeat.</source>
        <translation>用前三分之二的天数调参，用其余天数检验。折扣是未能重现的部分。</translation>
    </message>
    <message>
        <source>Trying ranges and grids on past days</source>
        <translation>正在历史数据上尝试区间与网格</translation>
    </message>
    <message>
        <source>Find parameters</source>
        <translation>寻找参数</translation>
    </message>
    <message>
        <source>The search tries a few thousand grids on past prices, then checks the best on days it never saw.</source>
        <translation>搜索在历史价格上尝试数千个网格，再用从未见过的日子检验最好的几个。</translation>
    </message>
    <message>
        <source>The search could not run</source>
        <translation>搜索无法运行</translation>
    </message>
    <message>
        <source>Customise instead</source>
        <translation>改为自定义</translation>
    </message>
    <message>
        <source>No grid would have earned its fees on the days that were held back. Try other days or another market.</source>
        <translation>在留出的日子里没有网格能赚回手续费。请换天数或市场。</translation>
    </message>
    <message>
        <source>No good grid here</source>
        <translation>这里没有好的网格</translation>
    </message>
</context>
<context>
    <name>CandleChart</name>
    <message>
        <source>Price chart</source>
        <translation>价格图</translation>
    </message>
</context>
<context>
    <name>ChartFeed</name>
    <message>
        <source>Timeframe</source>
        <translation>周期</translation>
    </message>
    <message>
        <source>The venue does not serve this account now, and no candles of this market are on this computer. They appear when it answers again.</source>
        <translation>交易所目前不为该账户提供服务，这台电脑上也没有该市场的 K 线。交易所恢复应答后会显示。</translation>
    </message>
    <message>
        <source>No candles yet. They appear with the first trades.</source>
        <translation>暂无 K 线。首批成交后出现。</translation>
    </message>
</context>
<context>
    <name>ChoiceField</name>
    <message>
        <source>Any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>请选择</translation>
    </message>
</context>
<context>
    <name>ClosingDialog</name>
    <message>
        <source>Do not ask again</source>
        <translation>不再询问</translation>
    </message>
    <message>
        <source>Bots: paused. At the next start you resume them.
Orders: all of them are cancelled now.
Money: nothing is sold. Coins and money stay in the bots.</source>
        <translation>机器人：暂停。下次启动时由您恢复。
订单：现在全部撤销。
资金：不卖出任何币，币和资金留在机器人中。</translation>
    </message>
    <message>
        <source>Keep running in the tray</source>
        <translation>在托盘中继续运行</translation>
    </message>
    <message>
        <source>Bots: go on trading without a window.
Orders: stay, and are replaced as they fill.
Money: goes on working in the bots.</source>
        <translation>机器人：没有窗口也继续交易。
订单：保留，成交后照常补单。
资金：继续在机器人中运作。</translation>
    </message>
    <message>
        <source>Close and keep the orders</source>
        <translation>关闭并保留挂单</translation>
    </message>
    <message>
        <source>Bots: rest while the program is closed. At the next start each waits for you or goes on, as it was set.
Orders: stay as they are. On paper nothing fills meanwhile; at a venue they may fill, and nothing answers them.
Money: stays in the bots.</source>
        <translation>机器人：程序关闭期间休息。下次启动时按设置等待您或继续。
订单：保持不变。模拟盘期间不会成交；在交易所可能成交，但没有后续操作。
资金：留在机器人中。</translation>
    </message>
    <message>
        <source>Cancel the orders and close</source>
        <translation>撤销挂单并关闭</translation>
    </message>
    <message numerus="yes">
        <source>%n bot(s) not finished.</source>
        <translation>
            <numerusform>%n 个机器人尚未结束。</numerusform>
        </translation>
    </message>
    <message>
        <source>Close FinByte Desktop?</source>
        <translation>关闭 FinByte Desktop?</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>留下</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>CodeEdit</name>
    <message>
        <source>Code of the strategy</source>
        <translation>策略代码</translation>
    </message>
    <message>
        <source>Tab indents. Escape, then Tab, leaves the field.</source>
        <translation>Tab 键缩进。先按 Escape 再按 Tab 可离开此区域。</translation>
    </message>
</context>
<context>
    <name>CommandField</name>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或运行命令</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Search actions, bots, markets, pages</source>
        <translation>搜索操作、机器人、市场、页面</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或运行命令</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>↑↓ move    Enter run    Tab narrow    Esc close</source>
        <translation>↑↓ 移动    Enter 运行    Tab 缩小范围    Esc 关闭</translation>
    </message>
    <message>
        <source>{shown} of {total} results</source>
        <translation>{total} 个中的 {shown} 个结果</translation>
    </message>
</context>
<context>
    <name>ConditionField</name>
    <message>
        <source>its price is known once the bot holds coins</source>
        <translation>机器人持有币之后才知道对应价格</translation>
    </message>
</context>
<context>
    <name>ConnectionsSection</name>
    <message>
        <source>Accounts</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>Add connection</source>
        <translation>添加连接</translation>
    </message>
    <message>
        <source>Show in this window</source>
        <translation>在此窗口显示</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>断开</translation>
    </message>
    <message>
        <source>Replace key</source>
        <translation>更换密钥</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Trade</source>
        <translation>交易</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>提币</translation>
    </message>
    <message>
        <source>Move between accounts</source>
        <translation>账户间划转</translation>
    </message>
    <message>
        <source>Bound to addresses</source>
        <translation>绑定地址</translation>
    </message>
    <message>
        <source>Key kept in</source>
        <translation>密钥保存于</translation>
    </message>
    <message>
        <source>Capability tier</source>
        <translation>能力等级</translation>
    </message>
    <message>
        <source>Venue&apos;s clock less ours</source>
        <translation>交易所时钟减本机</translation>
    </message>
    <message>
        <source>Requests this minute</source>
        <translation>本分钟请求</translation>
    </message>
    <message>
        <source>Markets closed for new orders</source>
        <translation>暂停新订单的市场</translation>
    </message>
    <message>
        <source>Difference to the ledger</source>
        <translation>与账簿的差异</translation>
    </message>
    <message>
        <source>Panic guard</source>
        <translation>紧急守护进程</translation>
    </message>
    <message>
        <source>What the key may do</source>
        <translation>密钥权限</translation>
    </message>
    <message>
        <source>How it stands</source>
        <translation>当前状况</translation>
    </message>
    <message>
        <source>Paper account</source>
        <translation>模拟账户</translation>
    </message>
    <message>
        <source>Virtual money and prices made on this computer. It is there without a network.</source>
        <translation>虚拟资金，价格由本机生成，无需网络。</translation>
    </message>
    <message>
        <source>No new order leaves for {market}: {why}.</source>
        <translation>{market} 不发出新订单：{why}。</translation>
    </message>
    <message>
        <source>{name} is connected.</source>
        <translation>{name} 已连接。</translation>
    </message>
</context>
<context>
    <name>CountdownBar</name>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
</context>
<context>
    <name>Counts</name>
    <message numerus="yes">
        <source>%n account(s) held up</source>
        <translation>
            <numerusform>%n 个账户受阻</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n account(s) need you</source>
        <translation>
            <numerusform>%n 个账户需要您处理</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bot(s)</source>
        <translation>
            <numerusform>%n 个机器人</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) degraded</source>
        <translation>
            <numerusform>%n 个降级运行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <translation>
            <numerusform>%n 个已暂停</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bot(s) running</source>
        <translation>
            <numerusform>%n 个机器人运行中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bot(s) that nobody looks after</source>
        <translation>
            <numerusform>%n 个机器人无人看管</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s) for your answer</source>
        <translation>
            <numerusform>%n 个等待您的答复</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n start(s) or end(s)</source>
        <translation>
            <numerusform>%n 个正在启动或结束</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n buy order(s)</source>
        <translation>
            <numerusform>%n 个买单</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n buy(s)</source>
        <translation>
            <numerusform>%n 个买单</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n check(s)</source>
        <translation>
            <numerusform>%n 项检查</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n grid(s)</source>
        <translation>
            <numerusform>%n 格</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n limit order(s)</source>
        <translation>
            <numerusform>%n 个限价单</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n limit(s)</source>
        <translation>
            <numerusform>%n 个限价单</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s)</source>
        <translation>
            <numerusform>%n 个订单</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) wait for your approval</source>
        <translation>
            <numerusform>%n 个订单等待您的批准</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) placed</source>
        <translation>
            <numerusform>%n 个订单已挂出</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) cancelled</source>
        <translation>
            <numerusform>已撤销 %n 个订单</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) filled</source>
        <translation>
            <numerusform>%n 个订单已成交</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) of it may rest there, as last known; nobody answers them.</source>
        <translation>
            <numerusform>据最后所知，它在交易所可能还有 %n 个挂单；无人应对。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) never at the venue</source>
        <translation>
            <numerusform>%n 个订单从未到达交易所</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) not there, as you answered</source>
        <translation>
            <numerusform>%n 个订单不存在（按您的回答）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) NOT cancelled</source>
        <translation>
            <numerusform>%n 个订单未撤销</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) without proof</source>
        <translation>
            <numerusform>%n 个订单无法证实</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n perpetual position(s) stay open:</source>
        <translation>
            <numerusform>%n 个永续合约仓位保持未平：</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) with our name are not in the records: say what shall become of them.</source>
        <translation>
            <numerusform>有 %n 个带我们名称的订单不在记录中：请说明如何处理。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) of its levels not placed. They stay away until you try again.</source>
        <translation>
            <numerusform>%n 个价位的订单未挂出。在您重试之前不会挂出。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) may still rest at the venue and can fill until it answers: cancels are asked for, not confirmed.</source>
        <translation>
            <numerusform>在交易所应答之前，%n 个订单可能仍挂在交易所并可能成交：已请求撤销，尚未确认。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) of this bot rested there when the venue was read last.</source>
        <translation>
            <numerusform>上次读取交易所时，该机器人有 %n 个订单挂在那里。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n order(s) the answer got lost: FinByte asks the venue what became of them.</source>
        <translation>
            <numerusform>%n 个订单的应答丢失：FinByte 正在向交易所查询其结果。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing proves what became of %n order(s): look at the venue, and answer.</source>
        <translation>
            <numerusform>无法证明 %n 个订单的结果：请到交易所查看并答复。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) wait for your answer.</source>
        <translation>
            <numerusform>%n 个请求等待您的答复。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more request(s) wait.</source>
        <translation>
            <numerusform>另有 %n 个请求等待。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s)</source>
        <translation>
            <numerusform>%n 个请求</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sell(s)</source>
        <translation>
            <numerusform>%n 个卖单</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n 步</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n trade(s)</source>
        <translation>
            <numerusform>%n 笔成交</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n trade(s) came from outside FinByte.</source>
        <translation>
            <numerusform>%n 笔成交来自 FinByte 之外。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) ended</source>
        <translation>
            <numerusform>%n 个订单结束</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fill(s)</source>
        <translation>
            <numerusform>%n 笔成交</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n 天</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bot(s) closed</source>
        <translation>
            <numerusform>%n 个已结束机器人</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n round trip(s)</source>
        <translation>
            <numerusform>%n 次往返</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CustomForm</name>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Own coins as well</source>
        <translation>另加自有币</translation>
    </message>
    <message>
        <source>Trailing up</source>
        <translation>向上追踪</translation>
    </message>
    <message>
        <source>up to</source>
        <translation>直到</translation>
    </message>
    <message>
        <source>pause at</source>
        <translation>暂停于</translation>
    </message>
    <message>
        <source>steps/min</source>
        <translation>步/分钟</translation>
    </message>
    <message>
        <source>Trailing down</source>
        <translation>向下追踪</translation>
    </message>
    <message>
        <source>Entry price</source>
        <translation>入场价</translation>
    </message>
    <message>
        <source>Falls to</source>
        <translation>跌至</translation>
    </message>
    <message>
        <source>Rises to</source>
        <translation>涨至</translation>
    </message>
    <message>
        <source>Hold delay</source>
        <translation>保持延迟</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Fewer live orders</source>
        <translation>减少挂单</translation>
    </message>
    <message>
        <source>orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Equal quote per level</source>
        <translation>每格等额计价币</translation>
    </message>
    <message>
        <source>now equal base</source>
        <translation>目前为等量币</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>然后</translation>
    </message>
    <message>
        <source>Sell all</source>
        <translation>全部卖出</translation>
    </message>
    <message>
        <source>Keep coins</source>
        <translation>保留币</translation>
    </message>
    <message>
        <source>Available {amount}</source>
        <translation>可用 {amount}</translation>
    </message>
    <message>
        <source>then sell all, stop</source>
        <translation>然后全部卖出并停止</translation>
    </message>
    <message>
        <source>then keep the coins, stop</source>
        <translation>然后保留币并停止</translation>
    </message>
    <message>
        <source>start at once</source>
        <translation>立即开始</translation>
    </message>
    <message>
        <source>range follows a falling price</source>
        <translation>区间跟随下跌的价格</translation>
    </message>
    <message>
        <source>stop acts after the delay</source>
        <translation>止损在延迟后执行</translation>
    </message>
    <message>
        <source>only the nearest rest</source>
        <translation>仅挂最近的订单</translation>
    </message>
    <message>
        <source>works while this computer is awake</source>
        <translation>仅在本机唤醒时有效</translation>
    </message>
    <message>
        <source>range follows a rising price</source>
        <translation>区间跟随上涨的价格</translation>
    </message>
    <message>
        <source>pays for {steps}</source>
        <translation>资金够移动 {steps}</translation>
    </message>
</context>
<context>
    <name>DataSection</name>
    <message>
        <source>Data folder</source>
        <translation>数据文件夹</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>账簿</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>{count} facts written and safe on disk. From them every state can be built again.</source>
        <translation>已写入 {count} 条事实，安全存盘。由此可重建任何状态。</translation>
    </message>
</context>
<context>
    <name>Deal</name>
    <message>
        <source>{number} of {most}</source>
        <translation>第 {number} 轮，共 {most} 轮</translation>
    </message>
    <message>
        <source>Next deal</source>
        <translation>下一轮</translation>
    </message>
    <message>
        <source>Begins</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Deal</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Spent</source>
        <translation>已花费</translation>
    </message>
    <message>
        <source>Average price</source>
        <translation>均价</translation>
    </message>
    <message>
        <source>Take profit</source>
        <translation>止盈</translation>
    </message>
    <message>
        <source>Sells at, following</source>
        <translation>跟随卖出价</translation>
    </message>
    <message>
        <source>Closes at, following</source>
        <translation>跟踪平仓价</translation>
    </message>
    <message>
        <source>Stop loss</source>
        <translation>止损</translation>
    </message>
    <message>
        <source>{used} of {all}</source>
        <translation>{used} / {all}</translation>
    </message>
    <message>
        <source>Safety orders used</source>
        <translation>已用补仓单</translation>
    </message>
    <message>
        <source>Next safety order</source>
        <translation>下一个补仓单</translation>
    </message>
    <message>
        <source>Next, not placed yet</source>
        <translation>下一个，尚未下单</translation>
    </message>
    <message>
        <source>everything is spent</source>
        <translation>资金已用完</translation>
    </message>
    <message>
        <source>one is offered for all</source>
        <translation>合并提示一单</translation>
    </message>
    <message>
        <source>are left out</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Next order</source>
        <translation>下一单</translation>
    </message>
    <message>
        <source>Spent with fees</source>
        <translation>已花费（含手续费）</translation>
    </message>
    <message>
        <source>Left to spend</source>
        <translation>剩余可花</translation>
    </message>
    <message>
        <source>Missed orders</source>
        <translation>错过的订单</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>does not run</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>Its code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>调用次数</translation>
    </message>
    <message>
        <source>Last line</source>
        <translation>最后一行</translation>
    </message>
</context>
<context>
    <name>DecimalEdit</name>
    <message>
        <source>Less</source>
        <translation>减少</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Use {value}</source>
        <translation>使用 {value}</translation>
    </message>
    <message>
        <source>Digits only, such as 49</source>
        <translation>只能输入数字，例如 49</translation>
    </message>
    <message>
        <source>Not a number. Write it like 72,600.50</source>
        <translation>不是数字。请写成 72,600.50</translation>
    </message>
</context>
<context>
    <name>DecisionsTable</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Bot</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>决定</translation>
    </message>
</context>
<context>
    <name>DeleteDialog</name>
    <message>
        <source>Delete {file}?</source>
        <translation>删除 {file}？</translation>
    </message>
    <message>
        <source>The file goes from the disk, with what was not saved. Its bots stay in History.</source>
        <translation>文件将从磁盘删除，未保存的内容也一并删除。它的机器人仍保留在历史中。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>DepositDialog</name>
    <message>
        <source>Deposit</source>
        <translation>存入</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>提取</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Free {amount}</source>
        <translation>可用 {amount}</translation>
    </message>
    <message>
        <source>Paper account</source>
        <translation>模拟账户</translation>
    </message>
    <message>
        <source>This is virtual money. Nothing leaves this computer.</source>
        <translation>这是虚拟资金。没有任何内容离开这台电脑。</translation>
    </message>
    <message>
        <source>{amount} of virtual money come into the paper account.</source>
        <translation>{amount} 虚拟资金进入模拟账户。</translation>
    </message>
    <message>
        <source>{amount} of virtual money leave the paper account.</source>
        <translation>{amount} 虚拟资金离开模拟账户。</translation>
    </message>
    <message>
        <source>The paper account has changed.</source>
        <translation>模拟账户已变动。</translation>
    </message>
</context>
<context>
    <name>DepthLadder</name>
    <message>
        <source>Bid, {asset}</source>
        <translation>买价，{asset}</translation>
    </message>
    <message>
        <source>Bid</source>
        <translation>买价</translation>
    </message>
    <message>
        <source>Ask, {asset}</source>
        <translation>卖价，{asset}</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>卖价</translation>
    </message>
    <message>
        <source>My buys</source>
        <translation>我的买单</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>My sells</source>
        <translation>我的卖单</translation>
    </message>
    <message>
        <source>Traded today</source>
        <translation>今日成交</translation>
    </message>
    <message>
        <source>Buy</source>
        <translation>买入</translation>
    </message>
    <message>
        <source>Sell</source>
        <translation>卖出</translation>
    </message>
    <message>
        <source>last trade</source>
        <translation>最新成交</translation>
    </message>
    <message>
        <source>bid {size}</source>
        <translation>买 {size}</translation>
    </message>
    <message>
        <source>ask {size}</source>
        <translation>卖 {size}</translation>
    </message>
    <message>
        <source>your buy {size}</source>
        <translation>您的买单 {size}</translation>
    </message>
    <message>
        <source>your sell {size}</source>
        <translation>您的卖单 {size}</translation>
    </message>
    <message>
        <source>entry</source>
        <translation>入场</translation>
    </message>
    <message>
        <source>break-even</source>
        <translation>保本</translation>
    </message>
    <message>
        <source>next</source>
        <translation>下一个</translation>
    </message>
</context>
<context>
    <name>DetailModel</name>
    <message>
        <source>{runtime}, since {moment}</source>
        <translation>{runtime}，自 {moment}</translation>
    </message>
    <message>
        <source>Buy {count}</source>
        <translation>买 {count}</translation>
    </message>
    <message>
        <source>{count} Sell</source>
        <translation>{count} 卖</translation>
    </message>
    <message>
        <source>Ties out, checked {time}</source>
        <translation>账目相符，{time} 核对</translation>
    </message>
    <message>
        <source>Does not tie out, checked {time}</source>
        <translation>账目不符，{time} 核对</translation>
    </message>
    <message>
        <source>Every trade and fee of the bot, added up, is what the ledger holds for it, to the last digit. All bots together: Profits, Ties out.</source>
        <translation>该机器人的每笔成交与手续费相加，与账本中它持有的金额逐位一致。全部机器人合计：盈亏页的“账目核对”。</translation>
    </message>
    <message>
        <source>Ties out</source>
        <translation>账目核对</translation>
    </message>
    <message>
        <source>Venue differs: {assets}</source>
        <translation>交易所不符：{assets}</translation>
    </message>
    <message>
        <source>The books of the bot tie out.</source>
        <translation>机器人的账目相符。</translation>
    </message>
    <message>
        <source>The books of the bot tie out. The venue&apos;s balances are not read yet.</source>
        <translation>机器人的账目相符。交易所余额尚未读取。</translation>
    </message>
    <message>
        <source>Venue not read yet</source>
        <translation>尚未读取交易所</translation>
    </message>
    <message>
        <source>Ties out, venue read {time}</source>
        <translation>账目吻合，交易所读取于 {time}</translation>
    </message>
    <message>
        <source>Venue read {time}, then traded</source>
        <translation>{time} 读取交易所，之后有成交</translation>
    </message>
    <message>
        <source>The books of the bot tie out. The venue&apos;s balances were read before its last trade.</source>
        <translation>机器人的账目相符。交易所余额是在最后一笔成交之前读取的。</translation>
    </message>
    <message>
        <source>{coins} {base} and {money} {quote}. Its buy orders hold a part of it.</source>
        <translation>{coins} {base} 和 {money} {quote}。其中一部分由买单占用。</translation>
    </message>
    <message>
        <source>Who approves</source>
        <translation>由谁批准</translation>
    </message>
    <message>
        <source>After a restart of the application</source>
        <translation>应用重启之后</translation>
    </message>
    <message>
        <source>Resumes by itself</source>
        <translation>自动继续</translation>
    </message>
    <message>
        <source>Waits for you</source>
        <translation>等待您</translation>
    </message>
    <message>
        <source>this bot {profit}</source>
        <translation>本机器人 {profit}</translation>
    </message>
    <message>
        <source>held in {base} {profit}</source>
        <translation>持有 {base} {profit}</translation>
    </message>
    <message>
        <source>Holds {coins} {base} and {money}</source>
        <translation>持有 {coins} {base} 和 {money}</translation>
    </message>
    <message>
        <source>You cancelled the order at {price}. It stays away until you place it again.</source>
        <translation>您撤销了 {price} 的委托。在您重新挂出之前不会再挂。</translation>
    </message>
    <message>
        <source>The order at {price} is not placed: {reason}.</source>
        <translation>{price} 的订单未挂出：{reason}。</translation>
    </message>
    <message>
        <source>Orders that wait: {count}. Why: {reason}. They go {end}.</source>
        <translation>等待中的订单：{count}。原因：{reason}。它们{end}发出。</translation>
    </message>
    <message>
        <source>Next try: {time}.</source>
        <translation>下次尝试：{time}。</translation>
    </message>
    <message>
        <source>{percent} in 24 h</source>
        <translation>24 小时 {percent}</translation>
    </message>
    <message>
        <source>price now</source>
        <translation>当前价格</translation>
    </message>
    <message>
        <source>price at the end</source>
        <translation>结束时的价格</translation>
    </message>
    <message>
        <source>last fill {time}</source>
        <translation>最近成交 {time}</translation>
    </message>
    <message>
        <source>vacant level</source>
        <translation>空缺价位</translation>
    </message>
    <message>
        <source>again {time}</source>
        <translation>{time} 再试</translation>
    </message>
    <message>
        <source>waits to buy</source>
        <translation>等待买入</translation>
    </message>
    <message>
        <source>waits to sell</source>
        <translation>等待卖出</translation>
    </message>
    <message>
        <source>not placed</source>
        <translation>未挂出</translation>
    </message>
    <message>
        <source>bought {qty}</source>
        <translation>已买入 {qty}</translation>
    </message>
    <message>
        <source>buy {qty}?</source>
        <translation>买入 {qty}？</translation>
    </message>
    <message>
        <source>sell {qty}?</source>
        <translation>卖出 {qty}？</translation>
    </message>
    <message>
        <source>you must look</source>
        <translation>请您查看</translation>
    </message>
    <message>
        <source>no proof yet</source>
        <translation>尚无证明</translation>
    </message>
    <message>
        <source>asks you to buy {qty}</source>
        <translation>请您批准买入 {qty}</translation>
    </message>
    <message>
        <source>asks you to sell {qty}</source>
        <translation>请您批准卖出 {qty}</translation>
    </message>
    <message>
        <source>waits its turn</source>
        <translation>等待轮到</translation>
    </message>
    <message>
        <source>not placed while paused</source>
        <translation>暂停中，未挂单</translation>
    </message>
    <message>
        <source>no order any more</source>
        <translation>不再挂单</translation>
    </message>
    <message>
        <source>asks for {qty}</source>
        <translation>请求改为 {qty}</translation>
    </message>
    <message>
        <source>then buy {qty}</source>
        <translation>随后买入 {qty}</translation>
    </message>
    <message>
        <source>then sell {qty}</source>
        <translation>随后卖出 {qty}</translation>
    </message>
    <message>
        <source>{qty} {base} at {price}</source>
        <translation>{qty} {base}，价 {price}</translation>
    </message>
</context>
<context>
    <name>DetailPage</name>
    <message>
        <source>Bots</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Add investment</source>
        <translation>追加投资</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或运行命令</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Total profit</source>
        <translation>总利润</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Logarithmic price scale</source>
        <translation>对数价格坐标</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>价位</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>Break-even</source>
        <translation>保本价</translation>
    </message>
    <message>
        <source>Fees paid, already in the profit</source>
        <translation>已付手续费，已计入利润</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>已提取</translation>
    </message>
    <message>
        <source>Versus holding</source>
        <translation>对比持有</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Close position</source>
        <translation>平仓</translation>
    </message>
    <message>
        <source>Profit, {quote}</source>
        <translation>利润，{quote}</translation>
    </message>
    <message>
        <source>entry</source>
        <translation>入场</translation>
    </message>
    <message>
        <source>break-even</source>
        <translation>保本</translation>
    </message>
    <message>
        <source>liquidation after a fall</source>
        <translation>下跌后强平</translation>
    </message>
    <message>
        <source>liquidation after a rise</source>
        <translation>上涨后强平</translation>
    </message>
    <message>
        <source>liquidation</source>
        <translation>强平</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>止损</translation>
    </message>
    <message>
        <source>average</source>
        <translation>均价</translation>
    </message>
    <message>
        <source>take profit</source>
        <translation>止盈</translation>
    </message>
    <message>
        <source>stop loss</source>
        <translation>止损</translation>
    </message>
    <message>
        <source>Withdraw profit</source>
        <translation>提取利润</translation>
    </message>
    <message>
        <source>Clone</source>
        <translation>克隆</translation>
    </message>
    <message>
        <source>Export fills</source>
        <translation>导出成交</translation>
    </message>
    <message>
        <source>Open its code</source>
        <translation>打开其代码</translation>
    </message>
    <message>
        <source>Show in history</source>
        <translation>在历史中显示</translation>
    </message>
</context>
<context>
    <name>DetailSide</name>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>No trade yet</source>
        <translation>还没有交易</translation>
    </message>
    <message>
        <source>Each fill appears here with its fee and, for a round trip, its profit.</source>
        <translation>每笔成交及其手续费、往返利润显示在这里。</translation>
    </message>
    <message>
        <source>Fills of this bot</source>
        <translation>该机器人的成交</translation>
    </message>
    <message>
        <source>Nothing decided yet</source>
        <translation>还没有决定</translation>
    </message>
    <message>
        <source>Here the bot says why it placed an order, and why it did not.</source>
        <translation>机器人在这里说明为何下单、为何不下单。</translation>
    </message>
    <message>
        <source>Decision log</source>
        <translation>决定日志</translation>
    </message>
    <message>
        <source>Right click cancels this order; so does Delete on the row that was clicked</source>
        <translation>右键单击可撤销此委托；也可单击该行后按 Delete 键</translation>
    </message>
    <message>
        <source>No order rests</source>
        <translation>没有挂单</translation>
    </message>
    <message>
        <source>The orders appear here level by level as soon as the plan is approved.</source>
        <translation>计划批准后，订单按价位显示在这里。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Place it again</source>
        <translation>重新挂出</translation>
    </message>
    <message>
        <source>{first} The same of more levels: {count}.</source>
        <translation>{first} 还有 {count} 个价位同样如此。</translation>
    </message>
    <message>
        <source>Try all again</source>
        <translation>全部重试</translation>
    </message>
    <message>
        <source>Assets</source>
        <translation>资产</translation>
    </message>
    <message>
        <source>Assets of this bot</source>
        <translation>此机器人的资产</translation>
    </message>
    <message>
        <source>Nothing held</source>
        <translation>没有持有</translation>
    </message>
    <message>
        <source>What the bot holds stands here, asset by asset.</source>
        <translation>机器人持有的每种资产显示在这里。</translation>
    </message>
</context>
<context>
    <name>Dialog</name>
    <message>
        <source>Account</source>
        <translation>账户</translation>
    </message>
</context>
<context>
    <name>DifferencesDialog</name>
    <message>
        <source>Book it outside the bots</source>
        <translation>计入机器人之外</translation>
    </message>
    <message>
        <source>Book the differences outside the bots?</source>
        <translation>将差额计入机器人之外？</translation>
    </message>
    <message>
        <source>They become money outside all bots, as a deposit or a withdrawal at the venue would be. No bot&apos;s profit changes.</source>
        <translation>它们成为机器人之外的资金，如同在交易所充值或提现。任何机器人的盈亏都不变。</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>The ledger agrees with the venue.</source>
        <translation>账本与交易所一致。</translation>
    </message>
</context>
<context>
    <name>EditDialog</name>
    <message>
        <source>Changed with the stop or take profit that you set: until now the coins were kept.</source>
        <translation>已随您设置的止损或止盈而更改：此前结束时会保留币。</translation>
    </message>
    <message>
        <source>Edit {name}</source>
        <translation>编辑 {name}</translation>
    </message>
    <message>
        <source>Its levels and orders stay. Range, grids and investment cannot change here: clone the bot for that.</source>
        <translation>价位与订单保持不变。区间、格数与投资不能在此更改：请克隆机器人。</translation>
    </message>
    <message>
        <source>The next orders are split by the new weights. With a weight of 0 no more is bought.</source>
        <translation>之后的订单按新权重分配。权重为 0 则不再买入该资产。</translation>
    </message>
    <message>
        <source>Other weights are traded at once. A weight of 0 sells the asset.</source>
        <translation>新的权重会立即交易。权重 0 会卖出该资产。</translation>
    </message>
    <message>
        <source>What it spends cannot change here: clone the bot for that.</source>
        <translation>投入的金额不能在这里改：为此请克隆机器人。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save changes</source>
        <translation>保存更改</translation>
    </message>
    <message>
        <source>At a stop or take profit</source>
        <translation>触及止损或止盈时</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Saved. The bot goes on with the new parameters when you resume it.</source>
        <translation>已保存。恢复机器人后将按新参数继续。</translation>
    </message>
    <message>
        <source>The bot runs with the new parameters.</source>
        <translation>机器人按新参数运行。</translation>
    </message>
</context>
<context>
    <name>EquityChart</name>
    <message>
        <source>No data yet</source>
        <translation>暂无数据</translation>
    </message>
    <message>
        <source>Course over time</source>
        <translation>随时间变化</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Fills</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>转账</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>账本</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>决定</translation>
    </message>
    <message>
        <source>Bots</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>What to export</source>
        <translation>导出内容</translation>
    </message>
    <message>
        <source>File format</source>
        <translation>文件格式</translation>
    </message>
    <message>
        <source>Bot</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>From (UTC)</source>
        <translation>从（UTC）</translation>
    </message>
    <message>
        <source>To, not included (UTC)</source>
        <translation>至，不含当日（UTC）</translation>
    </message>
    <message>
        <source>Numbers are exact, times are UTC. CSV opens in any spreadsheet.</source>
        <translation>数字精确，时间为 UTC。CSV 可用任何表格软件打开。</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>正在写入</translation>
    </message>
    <message>
        <source>A copy is written to a file of yours. Nothing here changes.</source>
        <translation>把副本写入您的文件。这里不作任何更改。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>All bots and the account</source>
        <translation>全部机器人和账户</translation>
    </message>
    <message>
        <source>Write a date like {example}</source>
        <translation>请按 {example} 的格式填写日期</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>Export stopped. No file was kept.</source>
        <translation>导出已停止。未保留文件。</translation>
    </message>
    <message>
        <source>{rows} written to {file}</source>
        <translation>已将 {rows}写入 {file}</translation>
    </message>
</context>
<context>
    <name>FeedChangeDialog</name>
    <message>
        <source>Change the price feed?</source>
        <translation>更换价格来源？</translation>
    </message>
    <message>
        <source>These bots will wait: {bots}. Their orders rest and nothing new is placed until {feed} is chosen again.</source>
        <translation>这些机器人将等待：{bots}。订单保持挂单，在重新选择 {feed} 之前不会下新单。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Change the feed</source>
        <translation>更换来源</translation>
    </message>
</context>
<context>
    <name>FeedDialog</name>
    <message>
        <source>Price feed</source>
        <translation>价格来源</translation>
    </message>
    <message>
        <source>Where shall prices come from?</source>
        <translation>价格从哪里来？</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use this feed</source>
        <translation>使用此来源</translation>
    </message>
</context>
<context>
    <name>FeedFiles</name>
    <message>
        <source>Add files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Add a market of these files</source>
        <translation>添加这些文件中的一个市场</translation>
    </message>
    <message>
        <source>Begin on</source>
        <translation>开始日期</translation>
    </message>
    <message>
        <source>A day (UTC): what is before is their past. Empty: where all of them have begun.</source>
        <translation>某一天（UTC）：之前的数据作为历史。留空：从全部文件都已开始之处播放。</translation>
    </message>
    <message>
        <source>Market of {file}</source>
        <translation>{file} 的市场</translation>
    </message>
    <message>
        <source>Take {file} out</source>
        <translation>移除 {file}</translation>
    </message>
    <message>
        <source>Add a market</source>
        <translation>添加市场</translation>
    </message>
    <message>
        <source>The beginning is not a day. Write it like {day}</source>
        <translation>开始日期不是有效的日期。请写成 {day} 的形式</translation>
    </message>
    <message>
        <source>Write the market of {files}: the file does not name it. {like}</source>
        <translation>请写明 {files} 的市场：文件中没有写明。{like}</translation>
    </message>
</context>
<context>
    <name>FeedForm</name>
    <message>
        <source>Demo market</source>
        <translation>演示市场</translation>
    </message>
    <message>
        <source>Prices made on this computer: no network, no account.</source>
        <translation>在本机生成的价格：无需网络，无需账户。</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Replays a recorded market, trade by trade.</source>
        <translation>逐笔回放录制的市场。</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>市场</translation>
    </message>
    <message>
        <source>Market of this file (coin / currency)</source>
        <translation>该文件的市场（币种 / 计价货币）</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最快</translation>
    </message>
    <message>
        <source>Write it like {market}</source>
        <translation>请写成 {market} 的形式</translation>
    </message>
    <message>
        <source>The file does not name it. {like}</source>
        <translation>文件没有写明。{like}</translation>
    </message>
    <message>
        <source>The paper account has never held {quote}: it begins with {amount} {quote} of virtual money.</source>
        <translation>模拟账户从未持有 {quote}：将以 {amount} {quote} 虚拟资金开始。</translation>
    </message>
    <message>
        <source>Choose another file…</source>
        <translation>选择其他文件…</translation>
    </message>
    <message>
        <source>Candles and recordings (*.csv *.csv.gz *.parquet *.capture *.jsonl *.txt *.gz);;All files (*)</source>
        <translation>K线与录制 (*.csv *.csv.gz *.parquet *.capture *.jsonl *.txt *.gz);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Play it as a recording</source>
        <translation>作为录制回放</translation>
    </message>
    <message>
        <source>Use it as candles</source>
        <translation>作为K线使用</translation>
    </message>
    <message>
        <source>Choose a file with prices</source>
        <translation>选择含价格的文件</translation>
    </message>
    <message>
        <source>Candles from files</source>
        <translation>来自多个文件的K线</translation>
    </message>
    <message>
        <source>Replays candles you have, CSV or Parquet. Several files play together.</source>
        <translation>回放您已有的K线，CSV 或 Parquet。多个文件可一起播放。</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>Several markets…</source>
        <translation>多个市场…</translation>
    </message>
    <message>
        <source>One feed plays one recording. {name} was taken, the others were not.</source>
        <translation>一个行情源只播放一份录制。已采用 {name}，其余未采用。</translation>
    </message>
    <message>
        <source>Left out, because they hold no candles: {names}.</source>
        <translation>以下文件不含K线，已略去：{names}。</translation>
    </message>
    <message>
        <source>No file chosen</source>
        <translation>未选择文件</translation>
    </message>
    <message>
        <source>Choose a file with prices, or several of candles</source>
        <translation>选择一个价格文件，或多个K线文件</translation>
    </message>
</context>
<context>
    <name>FeedMissingDialog</name>
    <message>
        <source>There are no prices</source>
        <translation>没有价格</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>稍后</translation>
    </message>
    <message>
        <source>Choose a feed</source>
        <translation>选择价格来源</translation>
    </message>
</context>
<context>
    <name>FeedSection</name>
    <message>
        <source>One step</source>
        <translation>单步</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>保持</translation>
    </message>
    <message>
        <source>Bots see no new price while it holds.</source>
        <translation>保持期间机器人看不到新价格。</translation>
    </message>
    <message>
        <source>Speed of the feed</source>
        <translation>来源的速度</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最快</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>1x is real time.</source>
        <translation>1x 为实时。</translation>
    </message>
    <message>
        <source>Choose another feed</source>
        <translation>选择其他来源</translation>
    </message>
    <message>
        <source>Use this feed</source>
        <translation>使用此来源</translation>
    </message>
    <message>
        <source>Demo market</source>
        <translation>演示市场</translation>
    </message>
    <message>
        <source>Candles from a file</source>
        <translation>文件中的 K 线</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Candles from files</source>
        <translation>来自多个文件的K线</translation>
    </message>
    <message>
        <source>Held. No new price comes.</source>
        <translation>已保持。没有新价格。</translation>
    </message>
    <message>
        <source>Fresh, last price {age} ago</source>
        <translation>新鲜，最新价格在 {age} 前</translation>
    </message>
    <message>
        <source>No new price for {age}. Bots wait, their orders stay.</source>
        <translation>{age}没有新价格。机器人等待，订单保留。</translation>
    </message>
    <message>
        <source>Not fresh for {age}: {reason}</source>
        <translation>已 {age} 不新鲜：{reason}</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Hold prices</source>
        <translation>保持价格</translation>
    </message>
</context>
<context>
    <name>FileRows</name>
    <message>
        <source>not saved</source>
        <translation>未保存</translation>
    </message>
</context>
<context>
    <name>FillsCard</name>
    <message>
        <source>How orders are filled</source>
        <translation>订单如何成交</translation>
    </message>
    <message>
        <source>Slippage of market orders</source>
        <translation>市价单滑点</translation>
    </message>
    <message>
        <source>Delay of orders</source>
        <translation>订单延迟</translation>
    </message>
    <message>
        <source>Filled by each touch</source>
        <translation>每次触价成交</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>A part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>Partial fills</source>
        <translation>部分成交</translation>
    </message>
    <message>
        <source>As the venue</source>
        <translation>与交易所一致</translation>
    </message>
    <message>
        <source>In quote</source>
        <translation>以计价币</translation>
    </message>
    <message>
        <source>In the coin bought</source>
        <translation>以买入的币</translation>
    </message>
    <message>
        <source>Fees</source>
        <translation>手续费</translation>
    </message>
    <message>
        <source>As the venue: as the venue takes them whose prices are played. On recorded streams of Binance&apos;s spot market a buy pays in the coin bought and a sell in quote; recordings of FinByte know their own market; the demo market and candle files take quote. Fees in coins make each sell smaller than its buy, as on Binance without BNB and on Bybit: less profit a grid, and dust.</source>
        <translation>与交易所一致：按所播放行情的交易所的方式收取。币安现货的录制行情：买单以买入的币支付，卖单以计价币支付；FinByte 自己的录制知道其市场的规则；演示市场和 K 线文件以计价币收取。以币收取时每笔卖单小于其买单（如不用 BNB 的币安和 Bybit）：每格利润更少，并留下零头。</translation>
    </message>
    <message>
        <source>Used from the next start of the program, or of another price feed. Until then running bots and the wizard keep what was set before.</source>
        <translation>下次启动程序或更换行情后生效。在此之前，运行中的机器人和向导沿用原来的设置。</translation>
    </message>
    <message>
        <source>Slippage is added on candles; on the demo market and on recorded streams a market order pays the prices of the shown order book instead. A part: each touch of a candle, and each trade of the demo market or of a recorded stream, fills at most that part of an order.</source>
        <translation>滑点用于K线；在演示市场和录制的行情流上，市价单按显示的盘口价格成交。部分成交：K线每次触价、演示市场或录制行情流的每笔成交，最多成交订单的该比例。</translation>
    </message>
</context>
<context>
    <name>FillsTable</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Bot</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>市场</translation>
    </message>
    <message>
        <source>Asset</source>
        <translation>资产</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>成本</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>手续费</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>往返</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this file</source>
        <translation>在此文件中查找</translation>
    </message>
    <message>
        <source>The one before</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>The next one</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
</context>
<context>
    <name>FirstRun</name>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>First bot</source>
        <translation>第一个机器人</translation>
    </message>
    <message>
        <source>All money is virtual until you connect an exchange. No account, no key, no network.</source>
        <translation>连接交易所之前，所有资金都是虚拟的。无需账户、密钥或网络。</translation>
    </message>
    <message>
        <source>A bot asks before it trades. You see every order before it is sent.</source>
        <translation>机器人交易前会询问。每个订单在发送前您都能看到。</translation>
    </message>
    <message>
        <source>Everything a bot did and why is written down on this computer.</source>
        <translation>机器人做过什么、为什么，都记录在这台电脑上。</translation>
    </message>
    <message>
        <source>A spot grid buys low and sells high inside a price range. The range is suggested for you.</source>
        <translation>现货网格在价格区间内低买高卖。区间已为您建议。</translation>
    </message>
    <message>
        <source>Next you see its exact orders. Approve them, and the bot runs.</source>
        <translation>接下来您会看到它的确切订单。批准后，机器人开始运行。</translation>
    </message>
    <message>
        <source>Trading bots on your own computer. This starts on paper.</source>
        <translation>在您自己的电脑上运行交易机器人。从模拟开始。</translation>
    </message>
    <message>
        <source>Where shall prices come from? The demo market is ready.</source>
        <translation>价格从哪里来？演示市场已就绪。</translation>
    </message>
    <message>
        <source>Where shall prices come from? {name} is ready.</source>
        <translation>价格从哪里来？{name} 已就绪。</translation>
    </message>
    <message>
        <source>Create your first bot. It takes a minute.</source>
        <translation>创建您的第一个机器人。只需一分钟。</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Create the first bot</source>
        <translation>创建第一个机器人</translation>
    </message>
    <message>
        <source>Welcome to FinByte Desktop</source>
        <translation>欢迎使用 FinByte Desktop</translation>
    </message>
    <message>
        <source>Look around first</source>
        <translation>先随便看看</translation>
    </message>
</context>
<context>
    <name>FoldHead</name>
    <message>
        <source>Show or hide</source>
        <translation>显示或隐藏</translation>
    </message>
    <message>
        <source>{count} set</source>
        <translation>已设 {count} 项</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Spot</source>
        <translation>现货</translation>
    </message>
    <message>
        <source>Futures</source>
        <translation>合约</translation>
    </message>
    <message>
        <source>Portfolio</source>
        <translation>组合</translation>
    </message>
    <message>
        <source>Signals</source>
        <translation>信号</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>由您决定</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>High</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Buys low and sells high inside a range you set.</source>
        <translation>在您设定的区间内低买高卖。</translation>
    </message>
    <message>
        <source>Sideways markets</source>
        <translation>横盘市场</translation>
    </message>
    <message>
        <source>The same grid, long, short or neutral, with leverage.</source>
        <translation>同样的网格，做多、做空或中性，带杠杆。</translation>
    </message>
    <message>
        <source>Ranges and slow trends</source>
        <translation>区间与缓慢趋势</translation>
    </message>
    <message>
        <source>Holds 2 to 20 coins at weights that you choose.</source>
        <translation>按您选择的权重持有 2 至 20 种币。</translation>
    </message>
    <message>
        <source>Long-term portfolio</source>
        <translation>长期组合</translation>
    </message>
    <message>
        <source>Buys a fixed amount every hour, day, week or month.</source>
        <translation>每小时、每天、每周或每月买入固定金额。</translation>
    </message>
    <message>
        <source>Building a position</source>
        <translation>建立仓位</translation>
    </message>
    <message>
        <source>Splits an amount among 2 to 20 coins, again and again.</source>
        <translation>将一笔金额一次次分配到 2 至 20 种币。</translation>
    </message>
    <message>
        <source>Building a portfolio</source>
        <translation>逐步建立组合</translation>
    </message>
    <message>
        <source>Adds to a long or short position, closes at a small turn.</source>
        <translation>行情不利时加仓(多或空),小幅回转即平仓。</translation>
    </message>
    <message>
        <source>Short swings, both ways</source>
        <translation>短线波动,双向</translation>
    </message>
    <message>
        <source>Spot or futures</source>
        <translation>现货或合约</translation>
    </message>
    <message>
        <source>Buys more as price falls, sells at a small bounce.</source>
        <translation>价格下跌时加买，小幅反弹时卖出。</translation>
    </message>
    <message>
        <source>Short dips</source>
        <translation>短期下跌</translation>
    </message>
    <message>
        <source>Acts on a webhook, the local API or a leader you follow.</source>
        <translation>按 webhook、本地 API 或您跟随的带单者行动。</translation>
    </message>
    <message>
        <source>Your own indicators</source>
        <translation>您自己的指标</translation>
    </message>
    <message>
        <source>Spot + futures</source>
        <translation>现货 + 合约</translation>
    </message>
    <message>
        <source>Long spot, short perpetual. Earns the funding rate.</source>
        <translation>现货做多，永续做空。赚取资金费率。</translation>
    </message>
    <message>
        <source>High funding rates</source>
        <translation>高资金费率</translation>
    </message>
    <message>
        <source>Keeps a bid and an ask around the price all the time.</source>
        <translation>始终在价格两侧保持买单与卖单。</translation>
    </message>
    <message>
        <source>Wide spreads</source>
        <translation>宽价差</translation>
    </message>
    <message>
        <source>Your Python class, in its own process, without keys.</source>
        <translation>您的 Python 类，在独立进程中，没有密钥。</translation>
    </message>
    <message>
        <source>People who code</source>
        <translation>会编程的人</translation>
    </message>
</context>
<context>
    <name>GalleryTab</name>
    <message>
        <source>Choose a type of bot</source>
        <translation>选择机器人类型</translation>
    </message>
    <message>
        <source>You approve the orders of a bot before it trades.</source>
        <translation>机器人交易前由您批准其订单。</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Filter types</source>
        <translation>筛选类型</translation>
    </message>
</context>
<context>
    <name>GoLiveDialog</name>
    <message>
        <source>Type {name} to connect</source>
        <translation>输入 {name} 以连接</translation>
    </message>
    <message>
        <source>LIVE   Orders go to the exchange with real money.</source>
        <translation>实盘   订单以真实资金发往交易所。</translation>
    </message>
    <message>
        <source>At {address}, not at the address of {venue} itself.</source>
        <translation>地址为 {address},并非 {venue} 自己的地址。</translation>
    </message>
    <message>
        <source>Bots of {name} trade at {venue} with your money. A new bot asks you before its first order, unless you choose otherwise for it.</source>
        <translation>{name} 的机器人用您的资金在 {venue} 交易。新机器人在首个订单前会询问您，除非您为它另作选择。</translation>
    </message>
    <message>
        <source>Connect with real money?</source>
        <translation>以真实资金连接？</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>No data yet</source>
        <translation>暂无数据</translation>
    </message>
    <message>
        <source>Distribution</source>
        <translation>分布</translation>
    </message>
</context>
<context>
    <name>HistoryPage</name>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Bots</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Fills</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>转账</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>决定</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>No order yet</source>
        <translation>还没有订单</translation>
    </message>
    <message>
        <source>Every order of every bot appears here, also the refused ones with the reason.</source>
        <translation>每个机器人的每个订单都显示在这里，包括被拒绝的及其原因。</translation>
    </message>
    <message>
        <source>No fill yet</source>
        <translation>还没有成交</translation>
    </message>
    <message>
        <source>Every trade appears here with its fee and the profit of its round trip.</source>
        <translation>每笔交易及其手续费与往返利润显示在这里。</translation>
    </message>
    <message>
        <source>No transfer yet</source>
        <translation>还没有转账</translation>
    </message>
    <message>
        <source>Deposits, budgets of bots and withdrawals appear here.</source>
        <translation>存款、机器人预算与提款显示在这里。</translation>
    </message>
    <message>
        <source>No decision yet</source>
        <translation>还没有决定</translation>
    </message>
    <message>
        <source>What bots decided and why appears here.</source>
        <translation>机器人的决定及其原因显示在这里。</translation>
    </message>
    <message>
        <source>Search bots, markets, reasons</source>
        <translation>搜索机器人、市场、原因</translation>
    </message>
    <message>
        <source>Any market</source>
        <translation>任何市场</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>市场</translation>
    </message>
    <message>
        <source>Any end</source>
        <translation>任何时间</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 天</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>90 days</source>
        <translation>90 天</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>Any result</source>
        <translation>任何结果</translation>
    </message>
    <message>
        <source>Profit</source>
        <translation>盈利</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>亏损</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>No bot matches</source>
        <translation>没有匹配的机器人</translation>
    </message>
    <message>
        <source>Other bots are hidden by the filters.</source>
        <translation>其他机器人被筛选隐藏。</translation>
    </message>
    <message>
        <source>Bots that lived</source>
        <translation>运行过的机器人</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>No history yet</source>
        <translation>还没有历史</translation>
    </message>
    <message>
        <source>Every bot that ran appears here. You can replay its life step by step on the chart.</source>
        <translation>每个运行过的机器人都显示在这里。您可以在图上逐步回放它的一生。</translation>
    </message>
    <message>
        <source>Create bot</source>
        <translation>创建机器人</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>{first} to {last} of {all}</source>
        <translation>第 {first} 至 {last} 行，共 {all} 行</translation>
    </message>
    <message>
        <source>{bots}, {won} in profit</source>
        <translation>{bots}，{won} 个盈利</translation>
    </message>
</context>
<context>
    <name>HistoryTable</name>
    <message>
        <source>Bot, invested</source>
        <translation>机器人，投资</translation>
    </message>
    <message>
        <source>Lived</source>
        <translation>存续</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Over life</source>
        <translation>全程</translation>
    </message>
    <message>
        <source>Profit</source>
        <translation>盈利</translation>
    </message>
</context>
<context>
    <name>HoldingsTable</name>
    <message>
        <source>What closing the positions of bots would pay now; it is in the value.</source>
        <translation>现在平掉机器人的仓位会得到的金额；已计入价值。</translation>
    </message>
    <message>
        <source>Asset</source>
        <translation>资产</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>The venue says</source>
        <translation>交易所数据</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>Bots hold</source>
        <translation>机器人持有</translation>
    </message>
    <message>
        <source>Outside bots</source>
        <translation>机器人之外</translation>
    </message>
    <message>
        <source>Venue less ledger</source>
        <translation>交易所减账本</translation>
    </message>
    <message>
        <source>Open profit</source>
        <translation>未实现盈亏</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>价值</translation>
    </message>
</context>
<context>
    <name>InvestmentField</name>
    <message>
        <source>Investment</source>
        <translation>投资</translation>
    </message>
    <message>
        <source>Max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Available {amount}</source>
        <translation>可用 {amount}</translation>
    </message>
    <message>
        <source>min {amount}</source>
        <translation>最少 {amount}</translation>
    </message>
    <message>
        <source>min {amount} at price {price}</source>
        <translation>最低 {amount}（价格 {price} 时）</translation>
    </message>
    <message>
        <source>max {amount}</source>
        <translation>最多 {amount}</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Everywhere</source>
        <translation>全局</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或运行命令</translation>
    </message>
    <message>
        <source>Pages in the order of the rail</source>
        <translation>按侧栏顺序的页面</translation>
    </message>
    <message>
        <source>Create a bot</source>
        <translation>创建机器人</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>What needs you, of every account</source>
        <translation>所有账户中需要您处理的事项</translation>
    </message>
    <message>
        <source>Panic (asks first)</source>
        <translation>紧急停止（先询问）</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>浅色或深色</translation>
    </message>
    <message>
        <source>Back, or the safe answer</source>
        <translation>返回，或安全的答复</translation>
    </message>
    <message>
        <source>This sheet</source>
        <translation>本页</translation>
    </message>
    <message>
        <source>Bots</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Between the cards</source>
        <translation>在卡片之间</translation>
    </message>
    <message>
        <source>Open the bot</source>
        <translation>打开机器人</translation>
    </message>
    <message>
        <source>Pause or resume</source>
        <translation>暂停或继续</translation>
    </message>
    <message>
        <source>Ladder: price to the middle</source>
        <translation>阶梯：价格居中</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>审批</translation>
    </message>
    <message>
        <source>Choose the row</source>
        <translation>选择该行</translation>
    </message>
    <message>
        <source>Between the rows</source>
        <translation>在各行之间移动</translation>
    </message>
    <message>
        <source>Approve (opens the question)</source>
        <translation>批准（打开问题）</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Move in time</source>
        <translation>在时间上移动</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>First and last candle</source>
        <translation>第一根与最后一根 K 线</translation>
    </message>
    <message>
        <source>Fit, logarithmic scale</source>
        <translation>适应，对数刻度</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Step by fill</source>
        <translation>按成交步进</translation>
    </message>
    <message>
        <source>Step by day</source>
        <translation>按天步进</translation>
    </message>
    <message>
        <source>Play or hold</source>
        <translation>播放或停住</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Filter rows</source>
        <translation>筛选行</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>复制行</translation>
    </message>
    <message>
        <source>Strategies</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Save the file</source>
        <translation>保存文件</translation>
    </message>
    <message>
        <source>Find in the file</source>
        <translation>在文件中查找</translation>
    </message>
    <message>
        <source>Comment lines in and out</source>
        <translation>注释或取消注释</translation>
    </message>
    <message>
        <source>Leave the editor</source>
        <translation>离开编辑器</translation>
    </message>
    <message>
        <source>Rename or delete the file</source>
        <translation>重命名或删除文件</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>LadderBase</name>
    <message>
        <source>Ladder</source>
        <translation>阶梯</translation>
    </message>
</context>
<context>
    <name>LeaveWizardDialog</name>
    <message>
        <source>Leave the new bot?</source>
        <translation>离开新机器人？</translation>
    </message>
    <message>
        <source>Nothing was placed. A draft comes back with Create bot, until the application is closed.</source>
        <translation>没有下任何订单。保留的草稿会随“创建机器人”回来，直到应用关闭。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续编辑</translation>
    </message>
    <message>
        <source>Discard it</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Leave, keep the draft</source>
        <translation>离开并保留草稿</translation>
    </message>
</context>
<context>
    <name>Life</name>
    <message>
        <source>No fill</source>
        <translation>没有成交</translation>
    </message>
    <message>
        <source>Step {step} of {all}</source>
        <translation>第 {step} 步，共 {all} 步</translation>
    </message>
    <message>
        <source>The price of an asset that the bot held is not known at this moment.</source>
        <translation>该时刻机器人持有的某项资产的价格未知。</translation>
    </message>
</context>
<context>
    <name>LifeBars</name>
    <message>
        <source>Fills over the bot&apos;s life</source>
        <translation>机器人一生的成交</translation>
    </message>
</context>
<context>
    <name>LifeTable</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Asset</source>
        <translation>资产</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>手续费</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>往返</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>taken at the market</source>
        <translation>按市价成交</translation>
    </message>
    <message>
        <source>take profit</source>
        <translation>止盈</translation>
    </message>
    <message>
        <source>safety order</source>
        <translation>补仓单</translation>
    </message>
    <message>
        <source>level reached, buy below</source>
        <translation>到价，下方挂买</translation>
    </message>
    <message>
        <source>level reached, sell above</source>
        <translation>到价，上方挂卖</translation>
    </message>
</context>
<context>
    <name>LifeView</name>
    <message>
        <source>This bot never traded</source>
        <translation>该机器人从未交易</translation>
    </message>
    <message>
        <source>Its decisions stand in the tab Decisions.</source>
        <translation>它的决定在“决定”页。</translation>
    </message>
    <message>
        <source>Fills of this bot</source>
        <translation>该机器人的成交</translation>
    </message>
    <message>
        <source>Clone</source>
        <translation>克隆</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Profit then</source>
        <translation>当时利润</translation>
    </message>
    <message>
        <source>Grid profit</source>
        <translation>网格利润</translation>
    </message>
    <message>
        <source>Round trips</source>
        <translation>往返</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>First fill</source>
        <translation>第一笔成交</translation>
    </message>
    <message>
        <source>Fill before</source>
        <translation>上一笔成交</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Next fill</source>
        <translation>下一笔成交</translation>
    </message>
    <message>
        <source>The end</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>慢</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>快</translation>
    </message>
    <message>
        <source>Playing speed</source>
        <translation>播放速度</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步进</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>since {moment}</source>
        <translation>自 {moment}</translation>
    </message>
    <message>
        <source>{span}, chart: {market}</source>
        <translation>{span}，图表：{market}</translation>
    </message>
    <message>
        <source>The last {shown} of {fills}</source>
        <translation>{fills}中的最近 {shown} 笔</translation>
    </message>
    <message>
        <source>entry</source>
        <translation>入场</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>保持</translation>
    </message>
</context>
<context>
    <name>LimitsPanel</name>
    <message>
        <source>Runs on its own</source>
        <translation>独立运行</translation>
    </message>
    <message>
        <source>Your code runs in a separate process, without keys. It can only ask for orders.</source>
        <translation>您的代码在单独的进程中运行，没有密钥，只能请求下单。</translation>
    </message>
    <message>
        <source>A call may take 1 s, the process 2 GB of memory.</source>
        <translation>一次调用最多 1 秒，进程最多使用 2 GB 内存。</translation>
    </message>
    <message>
        <source>If it fails, its orders are pulled, its coins stay, and you are told.</source>
        <translation>如果出错，将撤销其订单，保留币，并通知您。</translation>
    </message>
</context>
<context>
    <name>LimitsSection</name>
    <message>
        <source>Every order of this account is checked against these, whoever wants it: a bot, you, or a program. An order that would break one is not sent; its bot says which limit, the value and the bound. An empty field is no limit. Orders that sell the coins of a bot you stop are never held up.</source>
        <translation>该账户的每笔订单都会按这些限制检查，无论由谁发起：机器人、您或程序。会违反限制的订单不会发出；其机器人会说明是哪个限制、数值和界限。空白字段表示不限。您停止机器人时卖出其币的订单永不被阻止。</translation>
    </message>
    <message>
        <source>Save limits</source>
        <translation>保存限制</translation>
    </message>
    <message>
        <source>Fill in the defaults</source>
        <translation>填入默认值</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Value of one order</source>
        <translation>单笔订单价值</translation>
    </message>
    <message>
        <source>Beyond the last price at most</source>
        <translation>最多超出最新价格</translation>
    </message>
    <message>
        <source>Market orders beyond it at most</source>
        <translation>市价单最多超出</translation>
    </message>
    <message>
        <source>New orders in a minute</source>
        <translation>每分钟新订单</translation>
    </message>
    <message>
        <source>Open orders</source>
        <translation>挂单</translation>
    </message>
    <message>
        <source>Of the account</source>
        <translation>整个账户</translation>
    </message>
    <message>
        <source>Of one bot</source>
        <translation>单个机器人</translation>
    </message>
    <message>
        <source>In one market</source>
        <translation>单个市场</translation>
    </message>
    <message>
        <source>Coins held and being bought</source>
        <translation>持有和正在买入的币</translation>
    </message>
    <message>
        <source>Markets</source>
        <translation>市场</translation>
    </message>
    <message>
        <source>Only these, with commas between (empty: every market)</source>
        <translation>仅限这些，用逗号分隔（空白：所有市场）</translation>
    </message>
    <message>
        <source>Tell me from</source>
        <translation>从此起提醒我</translation>
    </message>
    <message>
        <source>Buy nothing more from</source>
        <translation>从此起不再买入</translation>
    </message>
    <message>
        <source>Pause all bots from</source>
        <translation>从此起暂停所有机器人</translation>
    </message>
    <message>
        <source>Loss since the day began (UTC)</source>
        <translation>当日（UTC）起的亏损</translation>
    </message>
    <message>
        <source>Loss since the bots were worth most</source>
        <translation>自机器人价值最高时起的亏损</translation>
    </message>
    <message>
        <source>The limits are in force from the next order on.</source>
        <translation>限制从下一笔订单起生效。</translation>
    </message>
</context>
<context>
    <name>LinesPanel</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>决定</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Nothing was written</source>
        <translation>没有输出</translation>
    </message>
    <message>
        <source>What your code logs or prints appears here.</source>
        <translation>您的代码记录或打印的内容显示在这里。</translation>
    </message>
    <message>
        <source>Nothing was decided</source>
        <translation>没有决策</translation>
    </message>
    <message>
        <source>Orders of the strategy and what became of them appear here.</source>
        <translation>策略的订单及其结果显示在这里。</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>没有问题</translation>
    </message>
    <message>
        <source>Wrong lines and errors of the strategy appear here.</source>
        <translation>有误的代码行和策略的错误显示在这里。</translation>
    </message>
</context>
<context>
    <name>LiveCodeDialog</name>
    <message>
        <source>Type {name} to run it</source>
        <translation>输入 {name} 以运行</translation>
    </message>
    <message>
        <source>LIVE   What this code orders is bought and sold with your real money.</source>
        <translation>实盘   这段代码的订单用您的真实资金买卖。</translation>
    </message>
    <message>
        <source>Where it fails, hangs or ends, its bot stops: its orders are cancelled and its coins stay. While this computer is off or FinByte is closed, the code does not run and its orders rest.</source>
        <translation>如果它出错、卡住或结束，其机器人会停止：订单被撤销，币保留。本机关机或 FinByte 关闭期间，代码不运行，其订单继续挂着。</translation>
    </message>
    <message>
        <source>Run this code with real money?</source>
        <translation>用真实资金运行这段代码吗？</translation>
    </message>
    <message>
        <source>Do not run it</source>
        <translation>不运行</translation>
    </message>
    <message>
        <source>Run it</source>
        <translation>运行</translation>
    </message>
</context>
<context>
    <name>LogOutDialog</name>
    <message>
        <source>{name} is logged out. What it has at the venue stays.</source>
        <translation>{name} 已断开。它在交易所的一切保持不变。</translation>
    </message>
    <message>
        <source>{bots} not finished. What orders they have stay at the venue and may fill; nobody answers them, and no stop acts, until you connect again.</source>
        <translation>{bots} 尚未结束。它们若有订单，会留在交易所并可能成交；在您重新连接之前无人应对，止损也不起作用。</translation>
    </message>
    <message>
        <source>Log out of {name}?</source>
        <translation>断开 {name}？</translation>
    </message>
    <message>
        <source>Stay connected</source>
        <translation>保持连接</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>断开</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Bots</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>审批</translation>
    </message>
    <message>
        <source>Portfolio</source>
        <translation>投资组合</translation>
    </message>
    <message>
        <source>Profits</source>
        <translation>利润</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Strategies</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>{bot}: {text}</source>
        <translation>{bot}：{text}</translation>
    </message>
</context>
<context>
    <name>MarketButton</name>
    <message>
        <source>Market {market}</source>
        <translation>市场 {market}</translation>
    </message>
    <message>
        <source>{percent} in 24 h</source>
        <translation>24 小时 {percent}</translation>
    </message>
    <message>
        <source>No prices of it come now</source>
        <translation>目前没有它的价格</translation>
    </message>
</context>
<context>
    <name>MarketStep</name>
    <message>
        <source>Market</source>
        <translation>市场</translation>
    </message>
    <message>
        <source>Venue</source>
        <translation>交易所</translation>
    </message>
    <message>
        <source>Last price</source>
        <translation>最新价</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 小时</translation>
    </message>
    <message>
        <source>Maker / taker</source>
        <translation>挂单 / 吃单</translation>
    </message>
    <message>
        <source>Smallest order</source>
        <translation>最小订单</translation>
    </message>
    <message>
        <source>Which market?</source>
        <translation>哪个市场？</translation>
    </message>
    <message>
        <source>No perpetual here</source>
        <translation>这里没有永续合约</translation>
    </message>
    <message>
        <source>No spot market here</source>
        <translation>这里没有现货市场</translation>
    </message>
    <message>
        <source>Markets appear as soon as this account has read those of its venue.</source>
        <translation>此账户读取交易所的市场后，市场即会显示。</translation>
    </message>
    <message>
        <source>Choose prices</source>
        <translation>选择行情</translation>
    </message>
    <message>
        <source>The prices that play now are those of {markets}. This bot trades perpetuals: the demo market has some, and a file can be played as one.</source>
        <translation>现在播放的是 {markets} 的行情。此机器人交易永续合约：演示市场有永续合约，文件也可以作为永续合约播放。</translation>
    </message>
    <message>
        <source>The prices that play now are those of {markets}. This bot trades spot markets.</source>
        <translation>现在播放的是 {markets} 的行情。此机器人交易现货市场。</translation>
    </message>
    <message>
        <source>A grid earns where the price swings inside a range.</source>
        <translation>价格在区间内波动时网格赚钱。</translation>
    </message>
    <message>
        <source>Perpetuals of this account. A position can be liquidated.</source>
        <translation>此账户的永续合约。仓位可能被强平。</translation>
    </message>
    <message>
        <source>A deal earns where the price comes back after a fall.</source>
        <translation>价格下跌后回升的市场，一轮交易才赚钱。</translation>
    </message>
    <message>
        <source>The first of its assets. The others come next, for the same money.</source>
        <translation>其资产中的第一种。其余的随后选择，使用相同的计价资产。</translation>
    </message>
    <message>
        <source>What you want to own more of, whatever its price is today.</source>
        <translation>选您想长期多持有的币，不论今天的价格。</translation>
    </message>
    <message>
        <source>No market yet</source>
        <translation>还没有市场</translation>
    </message>
    <message>
        <source>Markets appear as soon as prices arrive. Choose a price feed in the settings.</source>
        <translation>价格到达后市场即出现。请在设置中选择价格来源。</translation>
    </message>
    <message>
        <source>Markets</source>
        <translation>市场</translation>
    </message>
</context>
<context>
    <name>Matters</name>
    <message>
        <source>{size} {market} long cannot be protected here.</source>
        <translation>{size} {market} 多仓无法在此保护。</translation>
    </message>
    <message>
        <source>{size} {market} short cannot be protected here.</source>
        <translation>{size} {market} 空仓无法在此保护。</translation>
    </message>
    <message>
        <source>Whether orders of it rest at the venue is not known: look there. Nobody answers them.</source>
        <translation>不知道它在交易所是否还有挂单：请到交易所查看。无人应对这些订单。</translation>
    </message>
    <message>
        <source>It had no order at the venue when it was looked at last.</source>
        <translation>最后一次查看时，它在交易所没有订单。</translation>
    </message>
    <message>
        <source>{name} cannot be read: {why} Nothing was changed or sent because of that, but what goes wrong there is not seen until it can be read again. If this stays, start FinByte again; the log (Settings, Data) says more.</source>
        <translation>无法读取 {name}：{why} 并未因此更改或发送任何内容，但在恢复读取之前，其中出现的问题无法显示。如果一直如此，请重新启动 FinByte；日志（设置、数据）中有更多信息。</translation>
    </message>
    <message>
        <source>A part of the engine has ended ({task}): {why} It works again when the account is connected anew.</source>
        <translation>引擎的一部分已停止（{task}）：{why} 重新连接该账户后恢复工作。</translation>
    </message>
    <message>
        <source>A panic holds it: no new order leaves until you create or resume a bot there.</source>
        <translation>紧急停止仍在生效：在您于该账户创建或恢复机器人之前，不会发出新订单。</translation>
    </message>
    <message>
        <source>No new order leaves for {market}: {why}.</source>
        <translation>{market} 不发出新订单：{why}。</translation>
    </message>
    <message>
        <source>{name} has waited for hours: {reason}.</source>
        <translation>{name} 已等待数小时：{reason}。</translation>
    </message>
    <message>
        <source>The panic guard: {state}. A panic works only while FinByte itself answers.</source>
        <translation>紧急停止守护进程：{state}。只有 FinByte 本身有响应时紧急停止才有效。</translation>
    </message>
    <message>
        <source>Its key expires in {time}. Put a new one in its place before that.</source>
        <translation>其密钥将在 {time} 后过期。请在此之前更换新密钥。</translation>
    </message>
    <message>
        <source>Its prices are not fresh: its bots wait.</source>
        <translation>其价格不是最新的：机器人正在等待。</translation>
    </message>
    <message>
        <source>{market} perpetual, stop: {state}.</source>
        <translation>{market} 永续合约，止损：{state}。</translation>
    </message>
    <message>
        <source>Its perpetual positions are not read: {why}</source>
        <translation>无法读取其永续合约仓位：{why}</translation>
    </message>
</context>
<context>
    <name>NameDialog</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Letters, digits and _, such as my_strategy</source>
        <translation>字母、数字和 _，例如 my_strategy</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>NeedsDialog</name>
    <message>
        <source>What needs you</source>
        <translation>需要您处理的事项</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Nothing: every account is well.</source>
        <translation>没有：所有账户都正常。</translation>
    </message>
    <message>
        <source>over</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>Over: {text}</source>
        <translation>已结束：{text}</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show: {text}</source>
        <translation>查看：{text}</translation>
    </message>
</context>
<context>
    <name>NewStrategyDialog</name>
    <message>
        <source>Empty strategy</source>
        <translation>空白策略</translation>
    </message>
    <message>
        <source>Begins as</source>
        <translation>初始内容</translation>
    </message>
    <message>
        <source>Copy {file}</source>
        <translation>复制 {file}</translation>
    </message>
    <message>
        <source>New strategy</source>
        <translation>新建策略</translation>
    </message>
    <message>
        <source>A Python file of yours with a class Trading(Link). Nothing runs before you say so.</source>
        <translation>您自己的 Python 文件，含有类 Trading(Link)。在您确认之前不会运行任何代码。</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
</context>
<context>
    <name>NumbersPanel</name>
    <message>
        <source>Each grid</source>
        <translation>每格</translation>
    </message>
    <message>
        <source>Where the money goes</source>
        <translation>资金去向</translation>
    </message>
    <message>
        <source>Backtest</source>
        <translation>回测</translation>
    </message>
    <message>
        <source>Part of the preview</source>
        <translation>预览的部分</translation>
    </message>
    <message>
        <source>In money</source>
        <translation>以金额计</translation>
    </message>
    <message>
        <source>Quantity per level</source>
        <translation>每格数量</translation>
    </message>
    <message>
        <source>Smallest order</source>
        <translation>最小订单</translation>
    </message>
    <message>
        <source>Open orders</source>
        <translation>挂单</translation>
    </message>
    <message>
        <source>Bought at start</source>
        <translation>开始时买入</translation>
    </message>
    <message>
        <source>Fee at start</source>
        <translation>开始时手续费</translation>
    </message>
    <message>
        <source>Held for buys</source>
        <translation>为买单占用</translation>
    </message>
    <message>
        <source>Reserve and rest</source>
        <translation>储备与余额</translation>
    </message>
    <message>
        <source>Investment</source>
        <translation>投资</translation>
    </message>
    <message>
        <source>Own coins</source>
        <translation>自有币</translation>
    </message>
    <message>
        <source>{count} of {limit}</source>
        <translation>{limit} 中的 {count}</translation>
    </message>
    <message>
        <source>after {fee} fee on each side, a buy&apos;s in {base}</source>
        <translation>已扣每边 {fee} 手续费，买单以 {base} 支付</translation>
    </message>
    <message>
        <source>after {fee} fee on each side</source>
        <translation>扣除每边 {fee} 手续费后</translation>
    </message>
    <message>
        <source>Dust a trip</source>
        <translation>每次往返的零头</translation>
    </message>
    <message>
        <source>{qty} {base} remains as dust a trip, worth up to {worth} now: a buy pays its fee in {base}, and what is left is sold in whole lots. The dust stays in the bot and is no part of the net profit.</source>
        <translation>每次往返留下 {qty} {base} 零头，现值至多 {worth}：买单以 {base} 支付手续费，余下的按整数手卖出。零头留在机器人中，不计入净利润。</translation>
    </message>
    <message>
        <source>{low} ~ {high}</source>
        <translation>{low} ~ {high}</translation>
    </message>
</context>
<context>
    <name>OpeningWindow</name>
    <message>
        <source>Opening your data</source>
        <translation>正在打开您的数据</translation>
    </message>
    <message>
        <source>Close FinByte</source>
        <translation>关闭 FinByte</translation>
    </message>
    <message>
        <source>FinByte cannot open</source>
        <translation>FinByte 无法打开</translation>
    </message>
    <message>
        <source>Choose another file…</source>
        <translation>选择其他文件…</translation>
    </message>
</context>
<context>
    <name>OrderLadder</name>
    <message>
        <source>Buy, {asset}</source>
        <translation>买，{asset}</translation>
    </message>
    <message>
        <source>Buy</source>
        <translation>买入</translation>
    </message>
    <message>
        <source>Sell, {asset}</source>
        <translation>卖，{asset}</translation>
    </message>
    <message>
        <source>Sell</source>
        <translation>卖出</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>成本</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>price now</source>
        <translation>当前价格</translation>
    </message>
    <message>
        <source>vacant level</source>
        <translation>空缺价位</translation>
    </message>
    <message>
        <source>buy {size} at {price}</source>
        <translation>买 {size}，价 {price}</translation>
    </message>
    <message>
        <source>sell {size} at {price}</source>
        <translation>卖 {size}，价 {price}</translation>
    </message>
    <message>
        <source>cost {cost}</source>
        <translation>成本 {cost}</translation>
    </message>
    <message>
        <source>{away} away</source>
        <translation>相距 {away}</translation>
    </message>
</context>
<context>
    <name>OrderQuestion</name>
    <message>
        <source>Later</source>
        <translation>稍后</translation>
    </message>
</context>
<context>
    <name>OrdersPlan</name>
    <message>
        <source>Orders of a deal</source>
        <translation>一轮交易的订单</translation>
    </message>
    <message>
        <source>No order yet</source>
        <translation>还没有订单</translation>
    </message>
    <message>
        <source>The whole ladder stands here as soon as the parameters are possible.</source>
        <translation>参数可行后，完整的阶梯会显示在这里。</translation>
    </message>
    <message>
        <source>At once: {qty} {base} for about {cost}, fee {fee}.</source>
        <translation>立即：买入 {qty} {base}，约 {cost}，手续费 {fee}。</translation>
    </message>
    <message>
        <source>Next: {moments}.</source>
        <translation>接下来：{moments}。</translation>
    </message>
    <message>
        <source>At the price of now the money is enough for {orders}.</source>
        <translation>按现价，资金够 {orders}。</translation>
    </message>
    <message>
        <source>At the price of now the money is enough for {orders}, until {moment}.</source>
        <translation>按现价，资金够 {orders}，到 {moment}。</translation>
    </message>
</context>
<context>
    <name>OrdersTable</name>
    <message>
        <source>rebalance</source>
        <translation>再平衡</translation>
    </message>
    <message>
        <source>by the schedule</source>
        <translation>按计划</translation>
    </message>
    <message>
        <source>level {number}</source>
        <translation>第 {number} 层</translation>
    </message>
    <message>
        <source>Average of its trades; its limit was {price}.</source>
        <translation>成交均价；其限价为 {price}。</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>Bot</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Filled</source>
        <translation>已成交</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>已结束</translation>
    </message>
</context>
<context>
    <name>OtherAccounts</name>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show the bots of {name}</source>
        <translation>查看 {name} 的机器人</translation>
    </message>
    <message>
        <source>cannot be read now</source>
        <translation>目前无法读取</translation>
    </message>
</context>
<context>
    <name>Overlay</name>
    <message>
        <source>your time left</source>
        <translation>您的剩余时间</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>This page could not be read</source>
        <translation>无法读取此页</translation>
    </message>
    <message>
        <source>Nothing was lost. Bots and orders are as they were.</source>
        <translation>没有任何损失。机器人与订单保持原样。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Price feed</source>
        <translation>价格来源</translation>
    </message>
</context>
<context>
    <name>PageModel</name>
    <message>
        <source>This page cannot be shown: {error}. Bots run on.</source>
        <translation>此页无法显示：{error}。机器人继续运行。</translation>
    </message>
</context>
<context>
    <name>Pager</name>
    <message>
        <source>First rows</source>
        <translation>首页</translation>
    </message>
    <message>
        <source>Rows before</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next rows</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>Last rows</source>
        <translation>末页</translation>
    </message>
</context>
<context>
    <name>Panic</name>
    <message>
        <source>{position}: being closed, not seen yet. Look at the venue before you send anything.</source>
        <translation>{position}：正在平仓，尚未看到结果。请先查看交易所，再发送任何订单。</translation>
    </message>
    <message>
        <source>No order of a bot rested there.</source>
        <translation>那里没有机器人的挂单。</translation>
    </message>
    <message>
        <source>{size} {market} long stays open: FinByte cannot close it. Close it at the venue.</source>
        <translation>{size} {market} 多仓仍未平仓：FinByte 无法将其平仓。请在交易所平仓。</translation>
    </message>
    <message>
        <source>{size} {market} short stays open: FinByte cannot close it. Close it at the venue.</source>
        <translation>{size} {market} 空仓仍未平仓：FinByte 无法将其平仓。请在交易所平仓。</translation>
    </message>
    <message>
        <source>{market} perpetual, long {size} {base}, worth {value}</source>
        <translation>{market} 永续合约，做多 {size} {base}，价值 {value}</translation>
    </message>
    <message>
        <source>{market} perpetual, short {size} {base}, worth {value}</source>
        <translation>{market} 永续合约，做空 {size} {base}，价值 {value}</translation>
    </message>
    <message>
        <source>{position}; its stop stays</source>
        <translation>{position}；其止损保留</translation>
    </message>
    <message>
        <source>{position}; no stop limits its loss</source>
        <translation>{position}；没有止损限制其亏损</translation>
    </message>
    <message>
        <source>No order of a bot rested there, and no position is open.</source>
        <translation>那里没有机器人的挂单，也没有未平仓位。</translation>
    </message>
    <message>
        <source>What became of the orders is not known here: {why}</source>
        <translation>此处无法得知订单的结果：{why}</translation>
    </message>
    <message>
        <source>Whether perpetual positions are open could not be read: {why}</source>
        <translation>无法读取是否有未平的永续合约仓位：{why}</translation>
    </message>
    <message>
        <source>Look at your open orders at the venue, and cancel them there. FinByte goes on asking.</source>
        <translation>请到交易所查看您的挂单并在那里撤销。FinByte 会继续查询。</translation>
    </message>
    <message>
        <source>They may rest or have been filled. Look at your open orders and trades at the venue, and say in Settings, Connections what you see. FinByte goes on asking.</source>
        <translation>它们可能仍挂着，也可能已成交。请在交易所查看您的挂单和成交，并在“设置 - 连接”中说明您看到的情况。FinByte 会继续查询。</translation>
    </message>
    <message>
        <source>{name}: long {size} {base}</source>
        <translation>{name}：做多 {size} {base}</translation>
    </message>
    <message>
        <source>{name}: short {size} {base}</source>
        <translation>{name}：做空 {size} {base}</translation>
    </message>
    <message>
        <source>{position}: stays open, and nobody looks after it now.</source>
        <translation>{position}：仍持有，现在无人看管。</translation>
    </message>
    <message>
        <source>{position}: NOT closed. Choose the feed of its bot, then close it on the bot&apos;s page.</source>
        <translation>{position}：未平仓。请选择该机器人的行情源，然后在其页面上平仓。</translation>
    </message>
    <message>
        <source>{position}: stays open, and so does its stop.</source>
        <translation>{position}：保持未平，其止损也保留。</translation>
    </message>
    <message>
        <source>{position}: stays open, and no stop limits its loss.</source>
        <translation>{position}：保持未平，且没有止损限制其亏损。</translation>
    </message>
    <message>
        <source>{position}: closed.</source>
        <translation>{position}：已平仓。</translation>
    </message>
    <message>
        <source>{name}: long {size} {base}, worth {value} at its entry</source>
        <translation>{name}：做多 {size} {base}，开仓价值 {value}</translation>
    </message>
    <message>
        <source>{name}: short {size} {base}, worth {value} at its entry</source>
        <translation>{name}：做空 {size} {base}，开仓价值 {value}</translation>
    </message>
    <message>
        <source>Close it at the venue.</source>
        <translation>请到交易所平仓。</translation>
    </message>
    <message>
        <source>{position}: nobody can say whether it is closed.</source>
        <translation>{position}：无法确认是否已平仓。</translation>
    </message>
    <message>
        <source>{position}: NOT closed, {left} {base} are open.</source>
        <translation>{position}：未平仓，仍有 {left} {base} 未平。</translation>
    </message>
</context>
<context>
    <name>PanicDialog</name>
    <message>
        <source>At once: {bots} to stop, {orders} to cancel. Coins are kept, nothing is sold.</source>
        <translation>立即停止 {bots}，撤销 {orders}。币会保留，不卖出。</translation>
    </message>
    <message>
        <source>All bots stop and all orders are cancelled at once. Coins are kept, nothing is sold.</source>
        <translation>所有机器人停止，所有订单立即取消。币保留，不卖出。</translation>
    </message>
    <message>
        <source>What to stop</source>
        <translation>停止范围</translation>
    </message>
    <message>
        <source>Stopped bots do not start again by themselves. Their history stays.</source>
        <translation>停止的机器人不会自行再启动。其历史保留。</translation>
    </message>
    <message>
        <source>At a venue no new order leaves this account until you create or resume a bot. If the window ever hangs: finbyte-desktop panic in a terminal does the same.</source>
        <translation>在交易所的账户，在您新建或恢复机器人之前，不会再发出新订单。如果窗口卡住：在终端运行 finbyte-desktop panic 可做同样的事。</translation>
    </message>
    <message>
        <source>Panic</source>
        <translation>紧急停止</translation>
    </message>
    <message>
        <source>Go on trading</source>
        <translation>继续交易</translation>
    </message>
    <message>
        <source>Close these positions too, at the market, reduce-only</source>
        <translation>同时按市价平掉这些仓位（只减仓）</translation>
    </message>
    <message>
        <source>Perpetual positions of {names} cannot be read now: look at the venue.</source>
        <translation>目前无法读取 {names} 的永续合约仓位：请到交易所查看。</translation>
    </message>
    <message>
        <source>{stop}, close positions</source>
        <translation>{stop}并平仓</translation>
    </message>
    <message>
        <source>Stop this bot</source>
        <translation>停止此机器人</translation>
    </message>
    <message>
        <source>Stop this account</source>
        <translation>停止此账户</translation>
    </message>
    <message>
        <source>Stop everything</source>
        <translation>全部停止</translation>
    </message>
    <message>
        <source>This account</source>
        <translation>此账户</translation>
    </message>
    <message>
        <source>All accounts</source>
        <translation>全部账户</translation>
    </message>
    <message>
        <source>At once: {bots} to stop, {orders} to cancel, positions to close. Coins are kept.</source>
        <translation>立即：停止 {bots}，撤销 {orders}，平掉仓位。币保留。</translation>
    </message>
    <message>
        <source>Orders of {names} stay: it is not connected.</source>
        <translation>{names} 的订单保留：未连接。</translation>
    </message>
    <message>
        <source>The bots of this account are stopping. Their orders are being cancelled.</source>
        <translation>此账户的机器人正在停止，其订单正在撤销。</translation>
    </message>
    <message>
        <source>All bots are stopping. All orders are being cancelled.</source>
        <translation>所有机器人正在停止。所有订单正在取消。</translation>
    </message>
    <message>
        <source>The bot is stopping. Its orders are being cancelled.</source>
        <translation>机器人正在停止，其订单正在撤销。</translation>
    </message>
</context>
<context>
    <name>PanicResultDialog</name>
    <message>
        <source>Every order is proved to be gone, or not there as you answered. Bots do not start again by themselves.</source>
        <translation>每个订单都已证实不在，或按您的回答不存在。机器人不会自行重新启动。</translation>
    </message>
    <message>
        <source>Every order is proved to be gone. Bots do not start again by themselves.</source>
        <translation>每个订单都已证实不存在。机器人不会自行重新启动。</translation>
    </message>
    <message>
        <source>NOT everything is proved. Look at what is marked below, and at the venue itself.</source>
        <translation>并非全部得到证实。请查看下方标记的内容，并到交易所确认。</translation>
    </message>
    <message>
        <source>Panic: done. {orders}.</source>
        <translation>紧急停止：完成。{orders}。</translation>
    </message>
    <message>
        <source>Panic: NOT everything is done. Look at the list.</source>
        <translation>紧急停止：并未全部完成。请查看列表。</translation>
    </message>
    <message>
        <source>What the panic did</source>
        <translation>紧急停止的结果</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>PaperSection</name>
    <message>
        <source>Balances</source>
        <translation>余额</translation>
    </message>
    <message>
        <source>virtual money</source>
        <translation>虚拟资金</translation>
    </message>
    <message>
        <source>The account is empty</source>
        <translation>账户为空</translation>
    </message>
    <message>
        <source>Deposit virtual money to begin.</source>
        <translation>请先存入虚拟资金。</translation>
    </message>
    <message>
        <source>Deposit</source>
        <translation>存入</translation>
    </message>
    <message>
        <source>Deposit or withdraw</source>
        <translation>存入或提取</translation>
    </message>
    <message>
        <source>Moves virtual money into the account or out of it.</source>
        <translation>把虚拟资金转入或转出账户。</translation>
    </message>
    <message>
        <source>Paper money</source>
        <translation>模拟资金</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Starts anew with the first balance. History stays readable.</source>
        <translation>以初始余额重新开始。历史仍可阅读。</translation>
    </message>
    <message>
        <source>Reset the paper account</source>
        <translation>重置模拟账户</translation>
    </message>
</context>
<context>
    <name>PeriodChoice</name>
    <message>
        <source>7 days</source>
        <translation>7 天</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>90 days</source>
        <translation>90 天</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>时段</translation>
    </message>
</context>
<context>
    <name>PlanPanel</name>
    <message>
        <source>Orders</source>
        <translation>订单</translation>
    </message>
    <message>
        <source>Where the money goes</source>
        <translation>资金去向</translation>
    </message>
    <message>
        <source>Backtest</source>
        <translation>回测</translation>
    </message>
    <message>
        <source>Part of the preview</source>
        <translation>预览的部分</translation>
    </message>
    <message>
        <source>Bought at start</source>
        <translation>开始时买入</translation>
    </message>
    <message>
        <source>Fee at start</source>
        <translation>开始时手续费</translation>
    </message>
    <message>
        <source>Held for safety orders</source>
        <translation>为补仓单占用</translation>
    </message>
    <message>
        <source>For the later orders</source>
        <translation>用于之后的订单</translation>
    </message>
    <message>
        <source>Reserve and rest</source>
        <translation>储备与余额</translation>
    </message>
    <message>
        <source>Investment</source>
        <translation>投资</translation>
    </message>
    <message>
        <source>Largest position</source>
        <translation>最大仓位</translation>
    </message>
    <message>
        <source>Liquidation of a straight move</source>
        <translation>单边行情下的强平价</translation>
    </message>
    <message>
        <source>Loss at the price of the last order</source>
        <translation>价格到最后一单时的亏损</translation>
    </message>
    <message>
        <source>Loss if the stop is reached</source>
        <translation>触及止损时的亏损</translation>
    </message>
    <message>
        <source>Margin of the first order</source>
        <translation>首单保证金</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>PolicyForm</name>
    <message>
        <source>each bot can choose otherwise in its last step</source>
        <translation>每个机器人可在最后一步另作选择</translation>
    </message>
    <message>
        <source>You approve the opening plan and later changes. Inside that plan the bot replaces filled orders by itself.</source>
        <translation>您批准开仓计划与之后的更改。在计划之内，机器人自行补回已成交的订单。</translation>
    </message>
    <message>
        <source>You approve each order, also the ones that replace filled orders. What you do not answer in time is not sent.</source>
        <translation>您批准每个订单，包括补回已成交订单的订单。未及时答复的不会发送。</translation>
    </message>
    <message>
        <source>Nothing is asked. Orders must stay inside the range, quantity and cost that the bot was created with.</source>
        <translation>不询问。订单必须在创建机器人时的区间、数量与成本之内。</translation>
    </message>
    <message>
        <source>Countdown</source>
        <translation>倒计时</translation>
    </message>
    <message>
        <source>New bots of the paper account</source>
        <translation>模拟账户的新机器人</translation>
    </message>
    <message>
        <source>New bots of accounts at an exchange</source>
        <translation>交易所账户的新机器人</translation>
    </message>
    <message>
        <source>in your time, then the request expires and nothing is sent</source>
        <translation>按您的时间计，之后请求过期，不会发出任何订单</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Countdown in seconds</source>
        <translation>倒计时秒数</translation>
    </message>
    <message>
        <source>Before an order leaves, its price is compared with the price of now. If it moved too far, you are asked again.</source>
        <translation>订单离开之前，其价格会与当前价格比较。若变动过大，会再次询问您。</translation>
    </message>
    <message>
        <source>Feasible: {low} – {high} seconds</source>
        <translation>可行：{low} – {high} 秒</translation>
    </message>
</context>
<context>
    <name>PortfolioPage</name>
    <message>
        <source>Portfolio</source>
        <translation>投资组合</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Held by bots</source>
        <translation>机器人持有</translation>
    </message>
    <message>
        <source>Outside bots</source>
        <translation>机器人之外</translation>
    </message>
    <message>
        <source>Difference to the venues</source>
        <translation>与交易所的差异</translation>
    </message>
    <message>
        <source>The venue and the ledger differ</source>
        <translation>交易所与账本不一致</translation>
    </message>
    <message>
        <source>bots are not touched by it: they tie out by their own books</source>
        <translation>机器人不受影响：它们按自己的账核对</translation>
    </message>
    <message>
        <source>Value over time</source>
        <translation>价值走势</translation>
    </message>
    <message>
        <source>of all that has a price</source>
        <translation>所有有价格的资产</translation>
    </message>
    <message>
        <source>In bots</source>
        <translation>机器人内</translation>
    </message>
    <message>
        <source>What the course shows</source>
        <translation>曲线显示的内容</translation>
    </message>
    <message>
        <source>A point is added each minute while an account is open.</source>
        <translation>账户打开时，每分钟增加一个点。</translation>
    </message>
    <message>
        <source>Allocation</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Who holds what</source>
        <translation>持有明细</translation>
    </message>
    <message>
        <source>bots and outside = what the venue says</source>
        <translation>机器人与其外之和等于交易所数据</translation>
    </message>
    <message>
        <source>Hide small amounts</source>
        <translation>隐藏小额</translation>
    </message>
    <message>
        <source>Nothing is held</source>
        <translation>没有持有</translation>
    </message>
    <message>
        <source>What the account holds appears here, asset by asset.</source>
        <translation>账户的持有按资产显示在这里。</translation>
    </message>
    <message>
        <source>perpetuals at the venue; their profit is not in the sums above</source>
        <translation>交易所的永续合约；其盈亏不计入上方合计</translation>
    </message>
    <message>
        <source>Positions</source>
        <translation>持仓</translation>
    </message>
    <message>
        <source>perpetuals on paper; their open profit is in the sums above</source>
        <translation>模拟永续合约；其未实现盈亏已计入上方总额</translation>
    </message>
    <message>
        <source>Positions of bots</source>
        <translation>机器人的仓位</translation>
    </message>
    <message>
        <source>{account}: positions are not read. {why}</source>
        <translation>{account}：无法读取持仓。{why}</translation>
    </message>
    <message>
        <source>{account}: {size} {market} long cannot be protected here.</source>
        <translation>{account}：{size} {market} 多仓无法在此保护。</translation>
    </message>
    <message>
        <source>{account}: {size} {market} short cannot be protected here.</source>
        <translation>{account}：{size} {market} 空仓无法在此保护。</translation>
    </message>
    <message>
        <source>FinByte reads perpetuals that settle in USDT and are traded now; these settle in something else, or are halted. Look after them at the venue.</source>
        <translation>FinByte 读取以 USDT 结算且正在交易的永续合约；以上仓位以其他资产结算或已暂停交易。请在交易所照看它们。</translation>
    </message>
    <message>
        <source>of all that has a price, by the computer&apos;s clock</source>
        <translation>所有有价格的资产，按电脑时钟</translation>
    </message>
    <message>
        <source>{share} of all</source>
        <translation>占全部 {share}</translation>
    </message>
    <message>
        <source>free, by hand, or kept coins</source>
        <translation>可用、手动或保留的币</translation>
    </message>
    <message>
        <source>{count} of {all} agree</source>
        <translation>{all} 项中 {count} 项一致</translation>
    </message>
    <message>
        <source>No price in {currency} is known for {assets}: they are in none of the sums.</source>
        <translation>{assets} 没有 {currency} 价格：未计入任何合计。</translation>
    </message>
    <message>
        <source>from {moment} on with {name}</source>
        <translation>自 {moment} 起包含 {name}</translation>
    </message>
    <message>
        <source>The line begins anew where an account came: {accounts}. Its money is no profit.</source>
        <translation>有账户加入之处，曲线重新开始：{accounts}。其资金不是盈利。</translation>
    </message>
</context>
<context>
    <name>PositionDialog</name>
    <message>
        <source>Take the venue&apos;s position as true</source>
        <translation>以交易平台的仓位为准</translation>
    </message>
    <message>
        <source>The trades that closed it become the bot&apos;s, with the venue&apos;s prices, profit and fees; where the venue tells none, its books are adjusted without a price and without a profit. A bot without a position ends; one whose position was made smaller goes on with what is left, and a neutral grid ends and keeps it.</source>
        <translation>平仓的成交归入机器人，价格、盈亏和手续费以交易平台为准；如果交易平台没有给出成交，则账目只作调整，没有价格，也不计盈亏。没有仓位的机器人结束；仓位变小的机器人用剩余部分继续运行，中性网格则结束并保留仓位。</translation>
    </message>
    <message>
        <source>Was the position closed or reduced outside FinByte?</source>
        <translation>仓位是在 FinByte 之外平掉或减少的吗？</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>以后</translation>
    </message>
    <message>
        <source>The venue&apos;s position is the bot&apos;s.</source>
        <translation>机器人的仓位已与交易平台一致。</translation>
    </message>
</context>
<context>
    <name>PositionPanel</name>
    <message>
        <source>Position</source>
        <translation>仓位</translation>
    </message>
    <message>
        <source>Backtest</source>
        <translation>回测</translation>
    </message>
    <message>
        <source>Part of the preview</source>
        <translation>预览的部分</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>保证金</translation>
    </message>
    <message>
        <source>Position at the start</source>
        <translation>启动时仓位</translation>
    </message>
    <message>
        <source>Fee at start</source>
        <translation>开始时手续费</translation>
    </message>
    <message>
        <source>Largest position</source>
        <translation>最大仓位</translation>
    </message>
    <message>
        <source>Quantity per level</source>
        <translation>每格数量</translation>
    </message>
    <message>
        <source>Loss if the stop is reached</source>
        <translation>触及止损时的亏损</translation>
    </message>
    <message>
        <source>Net profit per grid</source>
        <translation>每格净利润</translation>
    </message>
    <message>
        <source>On the margin behind it</source>
        <translation>相对于其保证金</translation>
    </message>
    <message>
        <source>In money</source>
        <translation>以金额计</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>Positions</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>naked for {time}</source>
        <translation>无止损已 {time}</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>仓位</translation>
    </message>
    <message>
        <source>Lost by liquidation</source>
        <translation>强平损失</translation>
    </message>
    <message>
        <source>Entry price</source>
        <translation>入场价</translation>
    </message>
    <message>
        <source>Unrealised profit</source>
        <translation>未实现盈亏</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>保证金</translation>
    </message>
    <message>
        <source>Liquidation</source>
        <translation>强平价</translation>
    </message>
    <message>
        <source>Mark price</source>
        <translation>标记价格</translation>
    </message>
    <message>
        <source>Stop at the venue</source>
        <translation>交易平台上的止损</translation>
    </message>
    <message>
        <source>Liquidation if it rises</source>
        <translation>上涨时的强平价</translation>
    </message>
    <message>
        <source>Liquidation if it falls</source>
        <translation>下跌时的强平价</translation>
    </message>
    <message>
        <source>Liquidation in a straight fall</source>
        <translation>单边下跌的强平价</translation>
    </message>
    <message>
        <source>Liquidation in a straight rise</source>
        <translation>单边上涨的强平价</translation>
    </message>
    <message>
        <source>Funding so far</source>
        <translation>累计资金费</translation>
    </message>
    <message>
        <source>Long</source>
        <translation>多</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>空</translation>
    </message>
    <message>
        <source>Neutral</source>
        <translation>中性</translation>
    </message>
    <message>
        <source>You open a long position of {qty} {base} at the market, about {cost}, fee {fee}</source>
        <translation>您将以市价开多 {qty} {base}，约 {cost}，手续费 {fee}</translation>
    </message>
    <message>
        <source>You open a short position of {qty} {base} at the market, about {cost}, fee {fee}</source>
        <translation>您将以市价开空 {qty} {base}，约 {cost}，手续费 {fee}</translation>
    </message>
    <message>
        <source>Keep the position</source>
        <translation>保留仓位</translation>
    </message>
    <message>
        <source>Close the position</source>
        <translation>平仓</translation>
    </message>
    <message>
        <source>You place {orders}. No position is opened now.</source>
        <translation>您将挂出 {orders}。现在不开仓。</translation>
    </message>
    <message>
        <source>{opened}, and place {orders}.</source>
        <translation>{opened}，并挂出 {orders}。</translation>
    </message>
    <message>
        <source>{margin} of margin carry a position of up to {most}, {leverage}.</source>
        <translation>{margin} 保证金最多支撑 {most} 的仓位，{leverage}。</translation>
    </message>
    <message>
        <source>Liquidated at about {price} if the price falls straight there.</source>
        <translation>若价格单边下跌，约在 {price} 被强平。</translation>
    </message>
    <message>
        <source>Liquidated at about {price} if the price rises straight there.</source>
        <translation>若价格单边上涨，约在 {price} 被强平。</translation>
    </message>
    <message>
        <source>No price above 0 would liquidate it.</source>
        <translation>任何高于 0 的价格都不会强平。</translation>
    </message>
    <message>
        <source>A liquidation takes all of the margin, {margin}.</source>
        <translation>强平会损失全部保证金 {margin}。</translation>
    </message>
</context>
<context>
    <name>PositionsTable</name>
    <message>
        <source>Prices there have steps of {step}.</source>
        <translation>该市场的价格步长为 {step}。</translation>
    </message>
    <message>
        <source>The stop of a long position belongs below the mark price, {mark}: here it would close at once.</source>
        <translation>多仓的止损应低于标记价格 {mark}：在此价位会立即平仓。</translation>
    </message>
    <message>
        <source>The stop of a short position belongs above the mark price, {mark}: here it would close at once.</source>
        <translation>空仓的止损应高于标记价格 {mark}：在此价位会立即平仓。</translation>
    </message>
    <message>
        <source>The venue liquidates at {end}, before it reaches this stop.</source>
        <translation>交易所会在 {end} 强制平仓，早于此止损。</translation>
    </message>
    <message>
        <source>placing {price}</source>
        <translation>正在挂出 {price}</translation>
    </message>
    <message>
        <source>Rests at the venue, also while this computer sleeps.</source>
        <translation>挂在交易所，电脑休眠时也有效。</translation>
    </message>
    <message>
        <source>Placed elsewhere; FinByte leaves it alone.</source>
        <translation>在别处下的单，FinByte 不会改动。</translation>
    </message>
    <message>
        <source>{part} naked for {time}</source>
        <translation>{part} 无止损已 {time}</translation>
    </message>
    <message>
        <source>none, naked for {time}</source>
        <translation>无止损，已 {time}</translation>
    </message>
    <message>
        <source>No stop at the venue limits the loss of this position.</source>
        <translation>交易所没有任何止损限制此持仓的亏损。</translation>
    </message>
    <message>
        <source>naked {time} in total</source>
        <translation>累计无止损 {time}</translation>
    </message>
    <message>
        <source>Long</source>
        <translation>多</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>空</translation>
    </message>
    <message>
        <source>Set stop</source>
        <translation>设置止损</translation>
    </message>
    <message>
        <source>Move stop</source>
        <translation>移动止损</translation>
    </message>
    <message>
        <source>Perpetual</source>
        <translation>永续合约</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>开仓价</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>保证金</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>标记价</translation>
    </message>
    <message>
        <source>Liquidation</source>
        <translation>强平价</translation>
    </message>
    <message>
        <source>Unrealised</source>
        <translation>未实现盈亏</translation>
    </message>
    <message>
        <source>Stop at the venue</source>
        <translation>交易所止损</translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>The large four</source>
        <translation>四大币种</translation>
    </message>
    <message>
        <source>Bitcoin and Ether</source>
        <translation>比特币和以太币</translation>
    </message>
    <message>
        <source>Platforms</source>
        <translation>平台</translation>
    </message>
    <message>
        <source>Payments</source>
        <translation>支付</translation>
    </message>
    <message>
        <source>Five Indian shares</source>
        <translation>五只印度股票</translation>
    </message>
    <message>
        <source>until {day}</source>
        <translation>截至 {day}</translation>
    </message>
    <message>
        <source>one currency</source>
        <translation>同一种货币</translation>
    </message>
    <message>
        <source>Not among the prices of now, and left out: {assets}.</source>
        <translation>当前行情中没有、已略去：{assets}。</translation>
    </message>
    <message>
        <source>{name}: prices of {assets} in {quote} are needed, and are not here.</source>
        <translation>{name}：需要 {assets} 以 {quote} 计的价格；当前没有。</translation>
    </message>
    <message>
        <source>Its returns are those of a recording from {first} to {last}.</source>
        <translation>其收益取自 {first} 至 {last} 的一段录制。</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Live preview</source>
        <translation>实时预览</translation>
    </message>
    <message>
        <source>vacant {price}</source>
        <translation>空缺 {price}</translation>
    </message>
    <message>
        <source>being checked, numbers are of the input before</source>
        <translation>正在检查，数字属于之前的输入</translation>
    </message>
    <message>
        <source>not possible with this input</source>
        <translation>此输入不可行</translation>
    </message>
    <message>
        <source>lower</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>upper</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>止损</translation>
    </message>
    <message>
        <source>{line}, not feasible</source>
        <translation>{line}，不可行</translation>
    </message>
    <message>
        <source>liquidation</source>
        <translation>强平</translation>
    </message>
</context>
<context>
    <name>ProfitsModel</name>
    <message>
        <source>not in it: floating PnL {amount}, coins sold {sold}</source>
        <translation>未计入：浮动盈亏 {amount}，已卖出的币 {sold}</translation>
    </message>
    <message numerus="yes">
        <source>invested {amount} in %n bot(s)</source>
        <translation>
            <numerusform>已投入 {amount}，%n 个机器人</numerusform>
        </translation>
    </message>
    <message>
        <source>running {running}, stopped {stopped}</source>
        <translation>运行 {running}，已停 {stopped}</translation>
    </message>
    <message>
        <source>since 00:00 {zone}</source>
        <translation>自 00:00 {zone}</translation>
    </message>
    <message>
        <source>7 days {amount}</source>
        <translation>7 天 {amount}</translation>
    </message>
    <message>
        <source>{wins} of {all}</source>
        <translation>{all}中的 {wins}</translation>
    </message>
    <message>
        <source>not in it: floating PnL {amount}</source>
        <translation>未计入：浮动盈亏 {amount}</translation>
    </message>
</context>
<context>
    <name>ProfitsPage</name>
    <message>
        <source>Profits</source>
        <translation>利润</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>By bot</source>
        <translation>按机器人</translation>
    </message>
    <message>
        <source>By market</source>
        <translation>按市场</translation>
    </message>
    <message>
        <source>Ties out</source>
        <translation>账目核对</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>No profit to show yet</source>
        <translation>还没有可显示的利润</translation>
    </message>
    <message>
        <source>As soon as a bot has run, its profit appears here by day, bot and market.</source>
        <translation>机器人运行后，其利润按天、机器人与市场显示在这里。</translation>
    </message>
    <message>
        <source>Create bot</source>
        <translation>创建机器人</translation>
    </message>
    <message>
        <source>Total profit</source>
        <translation>总利润</translation>
    </message>
    <message>
        <source>Assets in running</source>
        <translation>运行中的资产</translation>
    </message>
    <message>
        <source>Today&apos;s profit</source>
        <translation>今日利润</translation>
    </message>
    <message>
        <source>Fees paid</source>
        <translation>已付手续费</translation>
    </message>
    <message>
        <source>Profit distribution</source>
        <translation>利润分布</translation>
    </message>
    <message>
        <source>days with a bot, by result</source>
        <translation>有机器人运行的日子，按结果</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>最好</translation>
    </message>
    <message>
        <source>Worst</source>
        <translation>最差</translation>
    </message>
    <message>
        <source>Win rate</source>
        <translation>胜率</translation>
    </message>
    <message>
        <source>in profit</source>
        <translation>盈利</translation>
    </message>
    <message>
        <source>No bot has run yet</source>
        <translation>还没有机器人运行过</translation>
    </message>
    <message>
        <source>Each bot appears here with what it earned.</source>
        <translation>每个机器人的收益显示在这里。</translation>
    </message>
    <message>
        <source>Profit by bot</source>
        <translation>各机器人的利润</translation>
    </message>
    <message>
        <source>All bots and what no bot holds, added up, against the balance that the venue reports. Nothing is rounded away.</source>
        <translation>所有机器人与不属于机器人的部分之和，与交易所报告的余额对照。没有任何四舍五入。</translation>
    </message>
    <message>
        <source>No balance yet</source>
        <translation>还没有余额</translation>
    </message>
    <message>
        <source>Each asset of the account appears here.</source>
        <translation>账户的每种资产显示在这里。</translation>
    </message>
    <message>
        <source>Total profit, {currency}</source>
        <translation>总利润，{currency}</translation>
    </message>
    <message>
        <source>Daily profit, {currency}</source>
        <translation>每日利润，{currency}</translation>
    </message>
    <message>
        <source>By type, {currency}</source>
        <translation>按类型，{currency}</translation>
    </message>
    <message>
        <source>By market, {currency}</source>
        <translation>按市场，{currency}</translation>
    </message>
    <message>
        <source>total</source>
        <translation>总计</translation>
    </message>
    <message>
        <source>{bots}, sorted by profit</source>
        <translation>{bots}，按利润排序</translation>
    </message>
    <message>
        <source>already in the profit</source>
        <translation>已计入利润</translation>
    </message>
</context>
<context>
    <name>ProfitsTable</name>
    <message>
        <source>Ended {day}</source>
        <translation>{day} 结束</translation>
    </message>
    <message>
        <source>Bot</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Investment</source>
        <translation>投资</translation>
    </message>
    <message>
        <source>Trip profit</source>
        <translation>已完成利润</translation>
    </message>
    <message>
        <source>What completed round trips, deals and sales have earned.</source>
        <translation>已完成的轮次、交易和卖出所赚的利润。</translation>
    </message>
    <message>
        <source>sold</source>
        <translation>已卖出</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总计</translation>
    </message>
    <message>
        <source>ties out</source>
        <translation>相符</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>不符</translation>
    </message>
    <message>
        <source>Asset</source>
        <translation>资产</translation>
    </message>
    <message>
        <source>Our books</source>
        <translation>我们的账</translation>
    </message>
    <message>
        <source>Venue&apos;s balance</source>
        <translation>交易所余额</translation>
    </message>
    <message>
        <source>Venue less books</source>
        <translation>交易所减账本</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
</context>
<context>
    <name>Proportion</name>
    <message>
        <source>So far it did better: no less return, and less fluctuation.</source>
        <translation>迄今表现更好：收益不低，波动更小。</translation>
    </message>
    <message>
        <source>It fluctuated less, and earned less: it did not beat equal weights.</source>
        <translation>波动更小，但收益更低：没有胜过等权重。</translation>
    </message>
    <message>
        <source>It earned more, but fluctuated no less: that was luck rather than what it is made for.</source>
        <translation>收益更高，但波动并不更小：这是运气，而非其设计目的。</translation>
    </message>
    <message>
        <source>It did not beat equal weights: Equal is the better choice here.</source>
        <translation>没有胜过等权重：此处选择“等权重”更好。</translation>
    </message>
    <message>
        <source>Out of sample, over {days} days ({span}), after costs:</source>
        <translation>样本外，{days} 天（{span}），扣除成本后：</translation>
    </message>
    <message>
        <source>AI proportion: {record}</source>
        <translation>AI 比例：{record}</translation>
    </message>
    <message>
        <source>equal weights: {record}</source>
        <translation>等权重：{record}</translation>
    </message>
    <message>
        <source>What was is no promise.</source>
        <translation>过去不代表将来。</translation>
    </message>
    <message>
        <source>return {total}, fluctuation {volatility} a year, largest fall {drawdown}</source>
        <translation>收益 {total}，年波动 {volatility}，最大回撤 {drawdown}</translation>
    </message>
</context>
<context>
    <name>ProtectDialog</name>
    <message>
        <source>Stop price</source>
        <translation>止损价</translation>
    </message>
    <message>
        <source>The order rests at the venue, also while this computer sleeps. It closes at the market price of that moment: fees and slippage come on top.</source>
        <translation>该订单挂在交易所，电脑休眠时也有效。触发时按当时市价平仓，另计手续费和滑点。</translation>
    </message>
    <message>
        <source>mark {mark}</source>
        <translation>标记价 {mark}</translation>
    </message>
    <message>
        <source>mark {mark}, liquidation {end}</source>
        <translation>标记价 {mark}，强平价 {end}</translation>
    </message>
    <message>
        <source>Place the stop</source>
        <translation>挂出止损</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>撤掉止损</translation>
    </message>
    <message>
        <source>long</source>
        <translation>多头</translation>
    </message>
    <message>
        <source>short</source>
        <translation>空头</translation>
    </message>
    <message>
        <source>Stop for {side} {size} {base}</source>
        <translation>{side} {size} {base} 的止损</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>This position is closed. There is nothing to protect any more.</source>
        <translation>该仓位已平仓，无需再保护。</translation>
    </message>
    <message>
        <source>The venue closes the whole position when its market trades at this price.</source>
        <translation>市场成交到此价格时，交易所平掉全部持仓。</translation>
    </message>
    <message>
        <source>When {base} trades at {price}, the venue closes the whole position: about {result} {settle} from its entry.</source>
        <translation>当 {base} 成交到 {price} 时，交易所平掉全部持仓：相对开仓价约 {result} {settle}。</translation>
    </message>
    <message>
        <source>The stop is on its way to the venue.</source>
        <translation>止损正在发往交易所。</translation>
    </message>
</context>
<context>
    <name>Purchases</name>
    <message>
        <source>Buys all assets again and again, split by their weights.</source>
        <translation>按权重分配，一次次买入所有资产。</translation>
    </message>
    <message>
        <source>Buys for {amount} {every}, split by the weights.</source>
        <translation>{every}买入 {amount}，按权重分配。</translation>
    </message>
    <message>
        <source>Nothing is bought now. The bot buys by its schedule.</source>
        <translation>现在不买入。机器人按计划买入。</translation>
    </message>
    <message>
        <source>You buy {assets} now for about {cost}, fees {fee}, then by the schedule.</source>
        <translation>您现在以约 {cost} 买入 {assets}，手续费 {fee}，之后按计划买入。</translation>
    </message>
    <message>
        <source>Approve the opening plan?</source>
        <translation>批准开仓计划？</translation>
    </message>
    <message>
        <source>Buy what was missed?</source>
        <translation>买入错过的订单？</translation>
    </message>
    <message>
        <source>You will buy {assets} for about {cost}, fees {fee}, once for all that were missed.</source>
        <translation>您将以约 {cost} 买入 {assets}，手续费 {fee}，一次补上所有错过的订单。</translation>
    </message>
    <message>
        <source>Nothing is bought now. By its schedule the bot buys, at the prices of now {assets} for about {cost}, fees {fee}.</source>
        <translation>现在不买入。机器人按计划买入，按现价为 {assets}，约 {cost}，手续费 {fee}。</translation>
    </message>
    <message>
        <source>You will buy {assets} for about {cost}, fees {fee}, and as much by the schedule.</source>
        <translation>您将以约 {cost} 买入 {assets}，手续费 {fee}，之后按计划买入同样的金额。</translation>
    </message>
    <message>
        <source>One order of each asset for all that were missed.</source>
        <translation>每种资产各一单，补上所有错过的订单。</translation>
    </message>
    <message>
        <source>Buys as much again and again by its schedule.</source>
        <translation>按计划一次次买入同样的金额。</translation>
    </message>
    <message>
        <source>Coins are worth</source>
        <translation>持币价值</translation>
    </message>
    <message>
        <source>Sold when they bring</source>
        <translation>卖出所得达到时止盈</translation>
    </message>
    <message>
        <source>They would bring now, net</source>
        <translation>现在卖出净得</translation>
    </message>
    <message>
        <source>Sells nothing until</source>
        <translation>在此之前不卖出</translation>
    </message>
    <message>
        <source>every hour</source>
        <translation>每小时</translation>
    </message>
    <message>
        <source>every 4 hours</source>
        <translation>每 4 小时</translation>
    </message>
    <message>
        <source>every 12 hours</source>
        <translation>每 12 小时</translation>
    </message>
    <message>
        <source>every day</source>
        <translation>每天</translation>
    </message>
    <message>
        <source>every week</source>
        <translation>每周</translation>
    </message>
    <message>
        <source>every 2 weeks</source>
        <translation>每 2 周</translation>
    </message>
    <message>
        <source>every month</source>
        <translation>每月</translation>
    </message>
</context>
<context>
    <name>QuarantineDialog</name>
    <message>
        <source>Look at the venue&apos;s website, at the open orders and at the trades of {market}. Our number of it is {id}. Until you answer, {reserved} stay reserved, and nothing else is sent in its place.</source>
        <translation>请到交易所网站查看 {market} 的挂单和成交。我们的编号是 {id}。在您回答之前，{reserved} 保持预留，也不会发出替代订单。</translation>
    </message>
    <message>
        <source>Is this order at the venue?</source>
        <translation>交易所有这个订单吗？</translation>
    </message>
    <message>
        <source>It is there</source>
        <translation>有</translation>
    </message>
    <message>
        <source>It is not there</source>
        <translation>没有</translation>
    </message>
    <message>
        <source>Thank you. FinByte goes on with your answer; later proof still wins.</source>
        <translation>谢谢。FinByte 按您的回答继续；之后的证据仍然优先。</translation>
    </message>
</context>
<context>
    <name>QuarantinesDialog</name>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 笔</translation>
    </message>
    <message>
        <source>Is none of these orders at the venue?</source>
        <translation>这些订单都不在交易所了吗？</translation>
    </message>
    <message>
        <source>Look at the venue&apos;s website, at the open orders and at the trades of {market}. If none of them is there, their money is free again, and the bots place nothing in their place by themselves. One that the venue still has stays as it is.</source>
        <translation>请到交易所网站查看 {market} 的当前委托和成交。若都不在，其资金即解冻，机器人不会自行补单。交易所仍有的订单保持不变。</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>稍后</translation>
    </message>
    <message>
        <source>None of them is there</source>
        <translation>都不在</translation>
    </message>
    <message>
        <source>Thank you. FinByte goes on with your answer; later proof still wins.</source>
        <translation>谢谢。FinByte 按您的回答继续；之后的证据仍然优先。</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n 项等待</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RemoveConnectionDialog</name>
    <message>
        <source>Remove {name}?</source>
        <translation>删除 {name}？</translation>
    </message>
    <message>
        <source>FinByte forgets its key. Delete the key at the venue too: it stays valid there. The history of this account stays in the data folder.</source>
        <translation>FinByte 会忘记其密钥。请在交易所也删除它：它在那里仍然有效。此账户的历史留在数据文件夹中。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>The connection was removed.</source>
        <translation>连接已删除。</translation>
    </message>
</context>
<context>
    <name>RemoveStopDialog</name>
    <message>
        <source>long</source>
        <translation>多</translation>
    </message>
    <message>
        <source>short</source>
        <translation>空</translation>
    </message>
    <message>
        <source>Take the stop of {side} {size} {base} away?</source>
        <translation>撤去 {side} {size} {base} 的止损？</translation>
    </message>
    <message>
        <source>Keep the stop</source>
        <translation>保留止损</translation>
    </message>
    <message>
        <source>Take it away</source>
        <translation>撤去止损</translation>
    </message>
    <message>
        <source>With it the position ends at {price}: about {result} {settle} from its entry.</source>
        <translation>有此止损，仓位在 {price} 结束：相对开仓约 {result} {settle}。</translation>
    </message>
    <message>
        <source>Without it nothing of FinByte ends it before the venue liquidates it at {end}: about {loss} {settle} from its entry.</source>
        <translation>没有此止损，在交易所于 {end} 强制平仓之前，FinByte 不会结束该仓位：相对开仓约 {loss} {settle}。</translation>
    </message>
    <message>
        <source>Without it nothing of FinByte ends it: each 10 % that {base} moves against it costs about {loss} {settle}, and no end is known.</source>
        <translation>没有此止损，FinByte 不会结束该仓位：{base} 每逆向变动 10 % 约损失 {loss} {settle}，且没有已知的终点。</translation>
    </message>
    <message>
        <source>The stop is taken away.</source>
        <translation>止损已撤掉。</translation>
    </message>
</context>
<context>
    <name>RenameDialog</name>
    <message>
        <source>Files that import it by its name must be changed too.</source>
        <translation>按名称导入它的文件也须修改。</translation>
    </message>
    <message>
        <source>Rename {file}</source>
        <translation>重命名 {file}</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
</context>
<context>
    <name>RenewKeyDialog</name>
    <message>
        <source>API key</source>
        <translation>API 密钥</translation>
    </message>
    <message>
        <source>Secret, or private key</source>
        <translation>密钥密文或私钥</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>Another key for {name}</source>
        <translation>{name} 的新密钥</translation>
    </message>
    <message>
        <source>It is checked first. Orders at the venue stay as they are.</source>
        <translation>先检查。交易所的订单保持不变。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Check and replace</source>
        <translation>检查并更换</translation>
    </message>
    <message>
        <source>The key was replaced.</source>
        <translation>密钥已更换。</translation>
    </message>
</context>
<context>
    <name>ReportingSection</name>
    <message>
        <source>Reporting currency</source>
        <translation>报告货币</translation>
    </message>
    <message>
        <source>Amounts in other currencies are shown only where a rate is known, never guessed.</source>
        <translation>仅在已知汇率时以其他货币显示金额，绝不猜测。</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>时区</translation>
    </message>
    <message>
        <source>Days of the profit page begin at midnight of this zone. Exports are always UTC.</source>
        <translation>利润页的一天从该时区的午夜开始。导出始终为 UTC。</translation>
    </message>
</context>
<context>
    <name>ResetDialog</name>
    <message>
        <source>Reset the paper account?</source>
        <translation>重置模拟账户？</translation>
    </message>
    <message>
        <source>All bots stop, all orders are cancelled, and the account holds its starting money again.</source>
        <translation>所有机器人停止，所有订单取消，账户恢复初始资金。</translation>
    </message>
    <message>
        <source>Keep it as it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>The paper account was reset.</source>
        <translation>模拟账户已重置。</translation>
    </message>
</context>
<context>
    <name>ResultPanel</name>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Trades</source>
        <translation>成交</translation>
    </message>
    <message>
        <source>Calls of the code</source>
        <translation>代码调用次数</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>卖出</translation>
    </message>
    <message>
        <source>Drawdown</source>
        <translation>回撤</translation>
    </message>
    <message>
        <source>Against holding</source>
        <translation>相对持有</translation>
    </message>
    <message>
        <source>Fees</source>
        <translation>手续费</translation>
    </message>
    <message>
        <source>what it would see</source>
        <translation>它将看到的行情</translation>
    </message>
    <message>
        <source>what it sees</source>
        <translation>它看到的行情</translation>
    </message>
    <message>
        <source>of older code, {span}</source>
        <translation>来自旧代码，{span}</translation>
    </message>
</context>
<context>
    <name>ResumeDialog</name>
    <message>
        <source>Resume {name}?</source>
        <translation>继续运行 {name}？</translation>
    </message>
    <message>
        <source>Keep it paused</source>
        <translation>保持暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>What the price has passed by then is bought or sold at the market when prices are back.</source>
        <translation>行情恢复时，届时价格已越过的价位将按市价买入或卖出。</translation>
    </message>
    <message>
        <source>Nothing is traded at the market.</source>
        <translation>不会按市价成交。</translation>
    </message>
    <message>
        <source>It buys {qty} {base} at the market now: {orders} for about {cost} at {price}.</source>
        <translation>将立即按市价买入 {qty} {base}：{orders}，约 {cost}，价格 {price}。</translation>
    </message>
    <message>
        <source>It sells {qty} {base} at the market now: {orders} for about {cost} at {price}.</source>
        <translation>将立即按市价卖出 {qty} {base}：{orders}，约 {cost}，价格 {price}。</translation>
    </message>
    <message>
        <source>You are asked before each of them.</source>
        <translation>每一笔都会先征求您的批准。</translation>
    </message>
    <message>
        <source>Prices of this market are away; the decision log will tell what was traded.</source>
        <translation>该市场的行情不可用；成交了什么会写入决策日志。</translation>
    </message>
    <message>
        <source>The price passed these levels while the bot was paused.</source>
        <translation>机器人暂停期间价格越过了这些价位。</translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) are placed and rest.</source>
        <translation>
            <numerusform>将挂出 %n 个订单。</numerusform>
        </translation>
    </message>
    <message>
        <source>{asks}.</source>
        <translation>{asks}。</translation>
    </message>
    <message>
        <source>The price moved meanwhile. Nothing was done.</source>
        <translation>价格在此期间变动，未执行任何操作。</translation>
    </message>
    <message>
        <source>The bot goes on.</source>
        <translation>机器人继续运行。</translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>1 Market buy</source>
        <translation>1 个市价买单</translation>
    </message>
    <message>
        <source>Prices moved, look again</source>
        <translation>价格已变动，请再看一次</translation>
    </message>
    <message>
        <source>Buy orders</source>
        <translation>买单</translation>
    </message>
    <message>
        <source>Sell orders</source>
        <translation>卖单</translation>
    </message>
    <message>
        <source>No order on this side</source>
        <translation>这一侧没有订单</translation>
    </message>
    <message>
        <source>You buy {qty} {base} now for about {cost}, fee {fee}, and place {orders}.</source>
        <translation>现在买入 {qty} {base}，约 {cost}，手续费 {fee}，并挂出 {orders}。</translation>
    </message>
    <message>
        <source>You place {orders}. Nothing is bought now.</source>
        <translation>将挂出 {orders}。现在不买入。</translation>
    </message>
    <message>
        <source>Range {low} – {high}, {grids}.</source>
        <translation>区间 {low} – {high}，{grids}。</translation>
    </message>
    <message>
        <source>at most {price}</source>
        <translation>最高 {price}</translation>
    </message>
    <message>
        <source>Change the parameters</source>
        <translation>修改参数</translation>
    </message>
    <message>
        <source>{field}: use {value}</source>
        <translation>{field}：使用 {value}</translation>
    </message>
    <message>
        <source>No level of the grid gets an order on this side.</source>
        <translation>网格在这一侧没有可挂单的档位。</translation>
    </message>
    <message>
        <source>The level next to the price stays free, and the range has no other level on this side.</source>
        <translation>最接近价格的档位保持空置，区间在这一侧没有其他档位。</translation>
    </message>
    <message>
        <source>Nothing can be placed with these parameters.</source>
        <translation>按这些参数无法挂出任何订单。</translation>
    </message>
    <message>
        <source>You buy {qty} {base} now for about {cost}, fee {fee}, then by the schedule.</source>
        <translation>您现在以约 {cost} 买入 {qty} {base}，手续费 {fee}，之后按计划买入。</translation>
    </message>
    <message>
        <source>Nothing is bought now. The bot buys by its schedule.</source>
        <translation>现在不买入。机器人按计划买入。</translation>
    </message>
    <message>
        <source>1 Market sell</source>
        <translation>1 笔市价卖单</translation>
    </message>
    <message>
        <source>at least {price}</source>
        <translation>不低于 {price}</translation>
    </message>
    <message>
        <source>fee {amount}</source>
        <translation>手续费 {amount}</translation>
    </message>
    <message>
        <source>No purchase at the start</source>
        <translation>开始时不买入</translation>
    </message>
    <message>
        <source>No position at the start</source>
        <translation>启动时不开仓</translation>
    </message>
    <message>
        <source>priced {time}, checked again at the moment you confirm</source>
        <translation>{time} 定价，确认时再次检查</translation>
    </message>
    <message>
        <source>priced {time} at {price}, checked again at the moment you confirm</source>
        <translation>于 {time} 按 {price} 计价，确认时再次检查</translation>
    </message>
    <message>
        <source>Buy {count}</source>
        <translation>买 {count}</translation>
    </message>
    <message>
        <source>holds {amount}</source>
        <translation>占用 {amount}</translation>
    </message>
    <message>
        <source>{count} Sell</source>
        <translation>{count} 卖</translation>
    </message>
    <message>
        <source>returns {amount} when all fill</source>
        <translation>全部成交时返回 {amount}</translation>
    </message>
    <message>
        <source>Level {price} starts vacant: no order there. When a buy fills, a sell goes one level above it, and the other way round.</source>
        <translation>价位 {price} 起初空缺：那里没有订单。买单成交后，上一格挂卖单，反之亦然。</translation>
    </message>
    <message>
        <source>Spot grid {market}, {venue}.</source>
        <translation>现货网格 {market}，{venue}。</translation>
    </message>
    <message>
        <source>{type} {market}, {venue}.</source>
        <translation>{type} {market}，{venue}。</translation>
    </message>
    <message>
        <source>Your own coins go in: {coins}.</source>
        <translation>投入您自己的币：{coins}。</translation>
    </message>
    <message>
        <source>{qty} {base} of your own coins go in.</source>
        <translation>投入您自有的 {qty} {base}。</translation>
    </message>
    <message>
        <source>A stop or take profit acts when it stayed true for {seconds} s.</source>
        <translation>止损或止盈持续成立 {seconds} 秒后才执行。</translation>
    </message>
    <message>
        <source>Then it sells all coins.</source>
        <translation>然后卖出所有币。</translation>
    </message>
    <message>
        <source>Then it keeps the coins.</source>
        <translation>然后保留币。</translation>
    </message>
    <message>
        <source>The range follows a rising price.</source>
        <translation>区间跟随上涨的价格。</translation>
    </message>
    <message>
        <source>Trailing up to {price}.</source>
        <translation>向上追踪至 {price}。</translation>
    </message>
    <message>
        <source>Trailing pauses at more than {steps} within a minute.</source>
        <translation>一分钟内超过 {steps} 时跟踪暂停。</translation>
    </message>
    <message>
        <source>The range follows a falling price; its top coin is then sold for less.</source>
        <translation>区间跟随下跌的价格；最高一格的币届时以更低价卖出。</translation>
    </message>
    <message>
        <source>Starts at {price}.</source>
        <translation>在 {price} 启动。</translation>
    </message>
    <message>
        <source>At most {orders} rest at once.</source>
        <translation>同时最多挂 {orders}。</translation>
    </message>
    <message>
        <source>Prices moved: these are the orders at the price of now. Press again to start.</source>
        <translation>价格已变动：这些是按当前价格计算的订单。请再次点击以启动。</translation>
    </message>
    <message>
        <source>Orders copied.</source>
        <translation>订单已复制。</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>From now</source>
        <translation>距现价</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>成本</translation>
    </message>
    <message>
        <source>Proceeds</source>
        <translation>所得</translation>
    </message>
    <message>
        <source>Cumulative</source>
        <translation>累计</translation>
    </message>
    <message>
        <source>Net, grid</source>
        <translation>净，每格</translation>
    </message>
</context>
<context>
    <name>ReviewSide</name>
    <message>
        <source>Change the limits in Settings, Risk limits</source>
        <translation>在“设置”中的“风险限制”里更改</translation>
    </message>
    <message>
        <source>Totals</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Fee on it</source>
        <translation>其手续费</translation>
    </message>
    <message>
        <source>Held for buys</source>
        <translation>为买单占用</translation>
    </message>
    <message>
        <source>Reserve and rounding</source>
        <translation>储备与取整</translation>
    </message>
    <message>
        <source>Investment</source>
        <translation>投资</translation>
    </message>
    <message>
        <source>Own coins</source>
        <translation>自有币</translation>
    </message>
    <message>
        <source>Left available after</source>
        <translation>之后剩余可用</translation>
    </message>
    <message>
        <source>Net profit per grid</source>
        <translation>每格净利润</translation>
    </message>
    <message>
        <source>Loss if the stop is reached</source>
        <translation>触及止损时的亏损</translation>
    </message>
    <message>
        <source>Approval</source>
        <translation>批准</translation>
    </message>
    <message>
        <source>These orders now, then the bot replaces filled orders inside this range by itself.</source>
        <translation>现在这些订单，之后机器人在此区间内自行补回已成交的订单。</translation>
    </message>
    <message>
        <source>You approve each order. One that you do not answer in time expires and is not sent.</source>
        <translation>您批准每个订单。未及时答复的会过期，不会发送。</translation>
    </message>
    <message>
        <source>Market order now</source>
        <translation>现在的市价单</translation>
    </message>
    <message>
        <source>For the later orders</source>
        <translation>用于之后的订单</translation>
    </message>
    <message>
        <source>Largest position</source>
        <translation>最大仓位</translation>
    </message>
    <message>
        <source>On the margin behind it</source>
        <translation>相对于其保证金</translation>
    </message>
    <message>
        <source>Starts without asking. Orders stay inside the range, quantity and cost of this plan.</source>
        <translation>不询问即开始。订单保持在此计划的区间、数量与成本之内。</translation>
    </message>
    <message>
        <source>After a restart of the application</source>
        <translation>应用重启之后</translation>
    </message>
    <message>
        <source>Wait for me</source>
        <translation>等我</translation>
    </message>
    <message>
        <source>Resume by itself</source>
        <translation>自行继续</translation>
    </message>
    <message>
        <source>The first orders now, then the bot buys by its schedule by itself.</source>
        <translation>现在执行首批订单，之后机器人自行按计划买入。</translation>
    </message>
    <message>
        <source>The first orders now, then the bot keeps the weights by itself.</source>
        <translation>现在执行首批订单，之后机器人自行保持权重。</translation>
    </message>
    <message>
        <source>The first order now, then the bot buys by its schedule by itself.</source>
        <translation>现在这第一单，之后机器人自行按计划买入。</translation>
    </message>
    <message>
        <source>These orders now, then the bot begins each next deal by itself.</source>
        <translation>现在这些订单，之后机器人自行开始每一轮新的交易。</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Margin of the first order</source>
        <translation>首单保证金</translation>
    </message>
    <message>
        <source>Margin of the safety orders</source>
        <translation>安全单保证金</translation>
    </message>
    <message>
        <source>Margin of the opening order</source>
        <translation>开仓单保证金</translation>
    </message>
    <message>
        <source>Margin for the limit orders</source>
        <translation>限价单保证金</translation>
    </message>
    <message>
        <source>Stays as money</source>
        <translation>保留为资金</translation>
    </message>
    <message>
        <source>Pre-flight passed: {checks}</source>
        <translation>预检通过：{checks}</translation>
    </message>
    <message>
        <source>Pre-flight not passed</source>
        <translation>预检未通过</translation>
    </message>
    <message>
        <source>That is inside your range, and you have accepted it.</source>
        <translation>该价格在您的区间之内，您已接受。</translation>
    </message>
    <message>
        <source>That is before your last safety order, and you have accepted it.</source>
        <translation>这在最后一个安全单之前,您已接受。</translation>
    </message>
    <message>
        <source>Your limits would hold orders of this plan back.</source>
        <translation>您的限制会拦下此计划的订单。</translation>
    </message>
    <message>
        <source>Without a stop the loss is not limited: at a price of {price}, that of the last order, it would be about {loss}.</source>
        <translation>没有止损，亏损没有上限：价格到最后一单的 {price} 时约为 {loss}。</translation>
    </message>
    <message>
        <source>Without a stop the loss is not limited: at a price of {price}, the lower one, it would be about {loss}.</source>
        <translation>没有止损，亏损没有上限：价格到达下限 {price} 时约为 {loss}。</translation>
    </message>
</context>
<context>
    <name>RunPanel</name>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Backtest</source>
        <translation>回测</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>模拟</translation>
    </message>
    <message>
        <source>How to run it</source>
        <translation>运行方式</translation>
    </message>
    <message>
        <source>Candles</source>
        <translation>K 线</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 天</translation>
    </message>
    <message>
        <source>30 d</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>180 d</source>
        <translation>180 天</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Days of the backtest</source>
        <translation>回测天数</translation>
    </message>
    <message>
        <source>From a file</source>
        <translation>来自文件</translation>
    </message>
    <message>
        <source>Use what is loaded</source>
        <translation>使用已加载的数据</translation>
    </message>
    <message>
        <source>Run backtest</source>
        <translation>运行回测</translation>
    </message>
    <message>
        <source>Approval</source>
        <translation>批准</translation>
    </message>
    <message>
        <source>Wait for me</source>
        <translation>等我</translation>
    </message>
    <message>
        <source>Resume by itself</source>
        <translation>自行继续</translation>
    </message>
    <message>
        <source>After a restart</source>
        <translation>重启之后</translation>
    </message>
    <message>
        <source>Run on paper</source>
        <translation>在模拟盘运行</translation>
    </message>
    <message>
        <source>What it orders on {account} is play money of the venue.</source>
        <translation>它在 {account} 上使用的是交易所的模拟资金。</translation>
    </message>
    <message>
        <source>What it orders on {account} is bought and sold with your real money.</source>
        <translation>它在 {account} 上的订单用您的真实资金买卖。</translation>
    </message>
    <message>
        <source>Save and run on {account}</source>
        <translation>保存并在 {account} 上运行</translation>
    </message>
    <message>
        <source>Run on {account}</source>
        <translation>在 {account} 上运行</translation>
    </message>
    <message>
        <source>Go to the paper account</source>
        <translation>转到模拟账户</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>市场</translation>
    </message>
    <message>
        <source>Investment</source>
        <translation>投资</translation>
    </message>
    <message>
        <source>Total profit</source>
        <translation>总利润</translation>
    </message>
    <message>
        <source>Open orders</source>
        <translation>挂单</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Reload changes</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>Review and approve</source>
        <translation>查看并批准</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Open the bot&apos;s page</source>
        <translation>打开机器人页面</translation>
    </message>
    <message>
        <source>Candles ({names})</source>
        <translation>K 线 ({names})</translation>
    </message>
    <message>
        <source>Candles of a file</source>
        <translation>文件中的 K 线</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>已失败</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>on paper since {time}</source>
        <translation>模拟运行自 {time}</translation>
    </message>
    <message>
        <source>runs since {time}</source>
        <translation>自 {time} 起运行</translation>
    </message>
    <message>
        <source>Save and run backtest</source>
        <translation>保存并运行回测</translation>
    </message>
    <message>
        <source>Bots of this account run no strategies. The paper account does.</source>
        <translation>此账户的机器人不运行策略。模拟账户可以运行。</translation>
    </message>
    <message>
        <source>Save and run on paper</source>
        <translation>保存并在模拟盘运行</translation>
    </message>
    <message>
        <source>Copy the example to your files first.</source>
        <translation>请先将示例复制到您的文件中。</translation>
    </message>
    <message>
        <source>You approve each order. One that you do not answer in time is not sent.</source>
        <translation>您审批每个订单。未及时答复的订单不会发送。</translation>
    </message>
    <message>
        <source>Starts without asking. No order may be worth more than the largest order.</source>
        <translation>无需询问即启动。任何订单的金额都不得超过最大订单。</translation>
    </message>
    <message>
        <source>You approve the start; then orders up to the largest order go by themselves.</source>
        <translation>您批准启动；之后不超过最大订单的订单自动发送。</translation>
    </message>
    <message>
        <source>Save and reload</source>
        <translation>保存并重新加载</translation>
    </message>
    <message>
        <source>It starts when you approve it.</source>
        <translation>您批准后启动。</translation>
    </message>
    <message>
        <source>It is paused: nothing is sent.</source>
        <translation>已暂停：不会发送任何订单。</translation>
    </message>
    <message>
        <source>Its code does not run now.</source>
        <translation>它的代码目前没有运行。</translation>
    </message>
    <message>
        <source>Older code runs: what you typed is not saved.</source>
        <translation>正在运行旧代码：您输入的内容尚未保存。</translation>
    </message>
    <message>
        <source>Older code runs: the saved file is newer. Reload takes it.</source>
        <translation>正在运行旧代码：已保存的文件较新。重新加载即可采用。</translation>
    </message>
    <message>
        <source>Older code runs: {files}, which it imports, changed since. Reload takes that.</source>
        <translation>运行的是较早的代码：它导入的 {files} 之后有改动。重新加载即可采用。</translation>
    </message>
    <message>
        <source>What runs is what is saved.</source>
        <translation>运行的代码即已保存的代码。</translation>
    </message>
</context>
<context>
    <name>Rungs</name>
    <message>
        <source>base</source>
        <translation>首单</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Below base</source>
        <translation>低于首单</translation>
    </message>
    <message>
        <source>From base</source>
        <translation>距基准</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>成本</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>价值</translation>
    </message>
    <message>
        <source>Spent by then</source>
        <translation>累计花费</translation>
    </message>
    <message>
        <source>Position then</source>
        <translation>届时仓位</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>均价</translation>
    </message>
    <message>
        <source>Take profit</source>
        <translation>止盈</translation>
    </message>
    <message>
        <source>Rise needed</source>
        <translation>所需涨幅</translation>
    </message>
    <message>
        <source>Turn needed</source>
        <translation>所需回转</translation>
    </message>
    <message>
        <source>Stop loss</source>
        <translation>止损</translation>
    </message>
    <message>
        <source>Liquidation</source>
        <translation>强平价</translation>
    </message>
</context>
<context>
    <name>RunningStrip</name>
    <message>
        <source>Running bots&apos; profit</source>
        <translation>运行中机器人的利润</translation>
    </message>
</context>
<context>
    <name>RunningTab</name>
    <message>
        <source>No bot matches</source>
        <translation>没有匹配的机器人</translation>
    </message>
    <message>
        <source>Other bots are hidden by the filter.</source>
        <translation>其他机器人被筛选隐藏。</translation>
    </message>
    <message>
        <source>Show all bots</source>
        <translation>显示所有机器人</translation>
    </message>
    <message>
        <source>No bot runs yet</source>
        <translation>还没有机器人运行</translation>
    </message>
    <message>
        <source>Your bots appear here with their profit, orders and what they did last.</source>
        <translation>您的机器人及其利润、订单与最近动作显示在这里。</translation>
    </message>
    <message>
        <source>Create the first bot</source>
        <translation>创建第一个机器人</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Need you</source>
        <translation>需要您</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Filter bots</source>
        <translation>筛选机器人</translation>
    </message>
    <message>
        <source>Needs attention first</source>
        <translation>需要处理的在前</translation>
    </message>
    <message>
        <source>Highest profit first</source>
        <translation>利润最高的在前</translation>
    </message>
    <message>
        <source>Highest percent first</source>
        <translation>百分比最高的在前</translation>
    </message>
    <message>
        <source>Longest running first</source>
        <translation>运行最久的在前</translation>
    </message>
    <message>
        <source>By market</source>
        <translation>按市场</translation>
    </message>
    <message>
        <source>Sort bots</source>
        <translation>排序机器人</translation>
    </message>
    <message>
        <source>Available for new bots</source>
        <translation>可用于新机器人</translation>
    </message>
    <message>
        <source>All {count}</source>
        <translation>全部 {count}</translation>
    </message>
    <message>
        <source>Need you {count}</source>
        <translation>需要您 {count}</translation>
    </message>
    <message>
        <source>Running {count}</source>
        <translation>运行中 {count}</translation>
    </message>
    <message>
        <source>Paused {count}</source>
        <translation>已暂停 {count}</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>no price</source>
        <translation>无价格</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Price feed</source>
        <translation>价格来源</translation>
    </message>
    <message>
        <source>Paper account</source>
        <translation>模拟账户</translation>
    </message>
    <message>
        <source>Risk limits</source>
        <translation>风险限制</translation>
    </message>
    <message>
        <source>Approval</source>
        <translation>批准</translation>
    </message>
    <message>
        <source>Reporting and time</source>
        <translation>报告与时间</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
</context>
<context>
    <name>ShellPalette</name>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Bots</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Markets</source>
        <translation>市场</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Create bot</source>
        <translation>创建机器人</translation>
    </message>
    <message>
        <source>opens the wizard</source>
        <translation>打开向导</translation>
    </message>
    <message>
        <source>Choose where prices come from</source>
        <translation>选择价格来源</translation>
    </message>
    <message>
        <source>demo, candles, recording</source>
        <translation>演示、K 线、录制</translation>
    </message>
    <message>
        <source>Speed of the market time</source>
        <translation>市场时间的速度</translation>
    </message>
    <message>
        <source>1x, 10x, 60x, as fast as it goes</source>
        <translation>1x、10x、60x、最快速度</translation>
    </message>
    <message>
        <source>Hold prices or let them go on</source>
        <translation>暂停行情或让行情继续</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>paper and the connections</source>
        <translation>模拟账户和各连接</translation>
    </message>
    <message>
        <source>What needs you</source>
        <translation>需要您处理的事项</translation>
    </message>
    <message>
        <source>of every account</source>
        <translation>所有账户</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>切换浅色与深色</translation>
    </message>
    <message>
        <source>Export history</source>
        <translation>导出历史</translation>
    </message>
    <message>
        <source>CSV or Parquet</source>
        <translation>CSV 或 Parquet</translation>
    </message>
    <message>
        <source>Deposit paper money</source>
        <translation>存入模拟资金</translation>
    </message>
    <message>
        <source>virtual money only</source>
        <translation>仅虚拟资金</translation>
    </message>
    <message>
        <source>Show all keys</source>
        <translation>显示所有按键</translation>
    </message>
    <message>
        <source>Show the introduction again</source>
        <translation>再次显示介绍</translation>
    </message>
    <message>
        <source>Panic: stop all bots</source>
        <translation>紧急停止：停止所有机器人</translation>
    </message>
    <message>
        <source>asks first</source>
        <translation>先询问</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Show account {name}</source>
        <translation>显示账户 {name}</translation>
    </message>
    <message>
        <source>Pause {name}</source>
        <translation>暂停 {name}</translation>
    </message>
    <message>
        <source>Resume {name}</source>
        <translation>继续 {name}</translation>
    </message>
    <message>
        <source>Review the plan of {name}</source>
        <translation>查看 {name} 的计划</translation>
    </message>
    <message>
        <source>Edit {name}</source>
        <translation>编辑 {name}</translation>
    </message>
    <message>
        <source>Add investment to {name}</source>
        <translation>为 {name} 追加投资</translation>
    </message>
    <message>
        <source>Stop {name}</source>
        <translation>停止 {name}</translation>
    </message>
    <message>
        <source>New spot grid on {market}</source>
        <translation>在 {market} 新建现货网格</translation>
    </message>
</context>
<context>
    <name>ShellStatus</name>
    <message>
        <source>Journal</source>
        <translation>账簿</translation>
    </message>
    <message>
        <source>Click to choose another account.</source>
        <translation>点击选择其他账户。</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>{count} facts written. Everything is on disk before it is shown.</source>
        <translation>已写入 {count} 条事实。一切先存盘后显示。</translation>
    </message>
    <message>
        <source>{money}. Click to choose an account.</source>
        <translation>{money}。点击选择账户。</translation>
    </message>
    <message>
        <source>Awake</source>
        <translation>防休眠</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保持</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>Panic guard</source>
        <translation>紧急守护进程</translation>
    </message>
    <message>
        <source>Without a stop</source>
        <translation>无止损</translation>
    </message>
    <message>
        <source>Set one in Portfolio.</source>
        <translation>请在“资产”页设置。</translation>
    </message>
    <message>
        <source>Orders go to {venue}, prices come from {label}</source>
        <translation>订单发往 {venue}，价格来自 {label}</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>{offset} ms</source>
        <translation>{offset} 毫秒</translation>
    </message>
    <message>
        <source>The venue&apos;s clock less this computer&apos;s. FinByte counts with the venue&apos;s.</source>
        <translation>交易所时钟减本机时钟。FinByte 以交易所时钟为准。</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Request weight of this minute. A part is kept for cancels.</source>
        <translation>本分钟的请求权重。其中一部分留给撤单。</translation>
    </message>
    <message>
        <source>No new orders</source>
        <translation>不发新订单</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Click to see everything, and to go there.</source>
        <translation>点击查看全部并前往处理。</translation>
    </message>
    <message>
        <source>Key refused</source>
        <translation>密钥被拒绝</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Values stale</source>
        <translation>数值不新鲜</translation>
    </message>
    <message>
        <source>Prices stale</source>
        <translation>价格不新鲜</translation>
    </message>
    <message>
        <source>Prices fresh</source>
        <translation>价格新鲜</translation>
    </message>
    <message>
        <source>as fast as it goes</source>
        <translation>最快速度</translation>
    </message>
    <message>
        <source>How fast the market time runs; click to change it.</source>
        <translation>市场时间的运行速度；点击可更改。</translation>
    </message>
    <message>
        <source>Market time</source>
        <translation>市场时间</translation>
    </message>
    <message>
        <source>Candles</source>
        <translation>K 线</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>录制</translation>
    </message>
</context>
<context>
    <name>Sparkline</name>
    <message>
        <source>Course</source>
        <translation>走势</translation>
    </message>
</context>
<context>
    <name>SpecForm</name>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Available {amount}</source>
        <translation>可用 {amount}</translation>
    </message>
    <message>
        <source>Fees come on top</source>
        <translation>手续费另计</translation>
    </message>
</context>
<context>
    <name>SpeedMenu</name>
    <message>
        <source>Speed of the market time</source>
        <translation>市场时间的速度</translation>
    </message>
    <message>
        <source>as fast as it goes</source>
        <translation>最快速度</translation>
    </message>
    <message>
        <source>Let the prices go on</source>
        <translation>继续价格</translation>
    </message>
    <message>
        <source>Hold the prices</source>
        <translation>暂停价格</translation>
    </message>
    <message>
        <source>One step</source>
        <translation>单步</translation>
    </message>
    <message>
        <source>More about the feed</source>
        <translation>更多行情源设置</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Panic</source>
        <translation>紧急停止</translation>
    </message>
    <message>
        <source>Stop all bots and cancel all orders (asks first)</source>
        <translation>停止所有机器人并取消所有订单（先询问）</translation>
    </message>
    <message>
        <source>PAPER</source>
        <translation>模拟</translation>
    </message>
    <message>
        <source>Virtual money only</source>
        <translation>仅虚拟资金</translation>
    </message>
</context>
<context>
    <name>Stepper</name>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>later</source>
        <translation>稍后</translation>
    </message>
</context>
<context>
    <name>StopDialog</name>
    <message>
        <source>{qty} {base} stay in the account, worth {value} now.</source>
        <translation>{qty} {base} 留在账户中，现值 {value}。</translation>
    </message>
    <message>
        <source>{qty} {base} are sold at the market for about {value}, fee about {fee}.</source>
        <translation>{qty} {base} 按市价卖出，约 {value}，手续费约 {fee}。</translation>
    </message>
    <message>
        <source>Stop {name}?</source>
        <translation>停止 {name}?</translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) are cancelled and {money} go back to the account. Profit so far: {profit}.</source>
        <translation>
            <numerusform>将撤销 %n 个订单，{money} 退回账户。目前利润：{profit}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) are cancelled. Profit so far: {profit}.</source>
        <translation>
            <numerusform>将撤销 %n 个订单。目前盈亏：{profit}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Keep it running</source>
        <translation>让它继续运行</translation>
    </message>
    <message>
        <source>Close the position of {name}?</source>
        <translation>平掉 {name} 的仓位？</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Close it</source>
        <translation>平仓</translation>
    </message>
    <message>
        <source>Stop the bot</source>
        <translation>停止机器人</translation>
    </message>
    <message>
        <source>Nobody looks after it since the bot has ended.</source>
        <translation>机器人已结束，无人看管该仓位。</translation>
    </message>
    <message>
        <source>No position is open now. What its orders open until they are cancelled stays.</source>
        <translation>现在没有仓位。订单撤销之前所开的仓位会保留。</translation>
    </message>
    <message>
        <source>No position is open now.</source>
        <translation>现在没有仓位。</translation>
    </message>
    <message>
        <source>{held} {base} stays open with {margin} behind it. Nobody looks after it then: it pays funding, and it can be liquidated.</source>
        <translation>{held} {base} 继续持有，保证金为 {margin}。之后无人看管：它要付资金费，也可能被强平。</translation>
    </message>
    <message>
        <source>{held} stay in the account, worth {value} now.</source>
        <translation>{held} 留在账户中，当前价值 {value}。</translation>
    </message>
    <message>
        <source>{held} are sold at the market for about {value}, fees about {fee}.</source>
        <translation>{held} 按市价卖出，约 {value}，手续费约 {fee}。</translation>
    </message>
    <message>
        <source>No coins</source>
        <translation>没有币</translation>
    </message>
    <message>
        <source>{name} is ending. End it another way?</source>
        <translation>{name} 正在结束。改用另一种方式结束？</translation>
    </message>
    <message numerus="yes">
        <source>%n order(s) on the way are cancelled first; what they trade until then stays traded.</source>
        <translation>
            <numerusform>先撤销在途的 %n 个订单；在此之前的成交仍然有效。</numerusform>
        </translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>End it this way</source>
        <translation>以此方式结束</translation>
    </message>
    <message>
        <source>{held} {base} is closed at the market: profit about {gain}, fee about {fee}.</source>
        <translation>{held} {base} 以市价平仓：盈亏约 {gain}，手续费约 {fee}。</translation>
    </message>
    <message>
        <source>Asked for. What its orders trade before they are cancelled stays traded.</source>
        <translation>已提出。订单在撤销之前的成交仍然有效。</translation>
    </message>
    <message>
        <source>The position is being closed.</source>
        <translation>正在平仓。</translation>
    </message>
    <message>
        <source>The bot stops. Its orders are being cancelled.</source>
        <translation>机器人停止。其订单正在取消。</translation>
    </message>
</context>
<context>
    <name>StoppedTable</name>
    <message>
        <source>Clone</source>
        <translation>克隆</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Bot</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Lived</source>
        <translation>存续</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Over life</source>
        <translation>全程</translation>
    </message>
    <message>
        <source>Trips</source>
        <translation>往返</translation>
    </message>
    <message>
        <source>Trip profit</source>
        <translation>已完成利润</translation>
    </message>
    <message>
        <source>What completed round trips, deals and sales have earned.</source>
        <translation>已完成的轮次、交易和卖出所赚的利润。</translation>
    </message>
    <message>
        <source>Investment</source>
        <translation>投资</translation>
    </message>
    <message>
        <source>It kept its position, and nobody looks after it. Close it on its page.</source>
        <translation>它保留了仓位，无人看管。请在其页面上平仓。</translation>
    </message>
    <message>
        <source>position open</source>
        <translation>仓位未平</translation>
    </message>
    <message>
        <source>Total profit</source>
        <translation>总利润</translation>
    </message>
</context>
<context>
    <name>StrategiesModel</name>
    <message>
        <source>runs on paper</source>
        <translation>模拟运行中</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>已失败</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>{file} has work that was not saved.</source>
        <translation>{file} 有未保存的内容。</translation>
    </message>
    <message>
        <source>{file} was not saved: choose first which of the two texts counts.</source>
        <translation>{file} 未保存：请先选择以哪一份文本为准。</translation>
    </message>
</context>
<context>
    <name>StrategiesPage</name>
    <message>
        <source>Strategies</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>New strategy</source>
        <translation>新建策略</translation>
    </message>
    <message>
        <source>of the backtest</source>
        <translation>来自回测</translation>
    </message>
    <message>
        <source>of older code</source>
        <translation>来自旧代码</translation>
    </message>
    <message>
        <source>of the bot {name}</source>
        <translation>来自机器人 {name}</translation>
    </message>
</context>
<context>
    <name>StrategyEditor</name>
    <message>
        <source>not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Copy to my files</source>
        <translation>复制到我的文件</translation>
    </message>
    <message>
        <source>Take the saved file</source>
        <translation>采用已保存的文件</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的</translation>
    </message>
    <message>
        <source>an example, read only</source>
        <translation>示例，只读</translation>
    </message>
    <message>
        <source>deleted by another program, kept here</source>
        <translation>已被其他程序删除，此处仍保留</translation>
    </message>
    <message>
        <source>Another program saved this file. What you typed here is not in it.</source>
        <translation>另一个程序保存了此文件，其中没有您在此输入的内容。</translation>
    </message>
    <message>
        <source>Another program saved this file: {wrong} What you see here is not in it.</source>
        <translation>另一个程序保存了此文件：{wrong} 这里显示的内容不在其中。</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>检查中</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>1 个问题</translation>
    </message>
    <message>
        <source>No problems</source>
        <translation>没有问题</translation>
    </message>
    <message>
        <source>Line {line}, column {column}</source>
        <translation>第 {line} 行，第 {column} 列</translation>
    </message>
</context>
<context>
    <name>StrategyLines</name>
    <message>
        <source>{count} more lines were not kept.</source>
        <translation>另有 {count} 行未保留。</translation>
    </message>
    <message>
        <source>The strategy was ended: {text} The result goes on without it.</source>
        <translation>策略已结束：{text}结果在没有它的情况下继续。</translation>
    </message>
</context>
<context>
    <name>StrategyList</name>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>New strategy</source>
        <translation>新建策略</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Strategies</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Where the files are</source>
        <translation>文件位置</translation>
    </message>
    <message>
        <source>Any editor can write them. What it saves is shown here.</source>
        <translation>可用任何编辑器编写，保存后会显示在这里。</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我的</translation>
    </message>
    <message>
        <source>Examples, read only</source>
        <translation>示例，只读</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>StrategyRunner</name>
    <message>
        <source>{file} was read anew. Its orders stayed.</source>
        <translation>已重新读取 {file}。它的订单保持不变。</translation>
    </message>
</context>
<context>
    <name>SummaryStrip</name>
    <message>
        <source>Total profit</source>
        <translation>总利润</translation>
    </message>
    <message>
        <source>Assets in running</source>
        <translation>运行中的资产</translation>
    </message>
    <message>
        <source>Today&apos;s profit</source>
        <translation>今日利润</translation>
    </message>
    <message>
        <source>Total profit, 7 days</source>
        <translation>总利润，7 天</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message numerus="yes">
        <source>%n bot(s) wait for your approval</source>
        <translation>
            <numerusform>%n 个机器人等待您批准</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bot(s) run degraded</source>
        <translation>
            <numerusform>%n 个机器人降级运行</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TableView</name>
    <message>
        <source>Nothing here yet</source>
        <translation>这里还没有内容</translation>
    </message>
    <message>
        <source>Filter rows</source>
        <translation>筛选行</translation>
    </message>
    <message>
        <source>Search: {name}</source>
        <translation>搜索：{name}</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>No row matches</source>
        <translation>没有匹配的行</translation>
    </message>
    <message>
        <source>The filter hides all rows.</source>
        <translation>筛选隐藏了所有行。</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>清除筛选</translation>
    </message>
</context>
<context>
    <name>TextEdit</name>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
</context>
<context>
    <name>TransfersTable</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Whose</source>
        <translation>归属</translation>
    </message>
    <message>
        <source>Asset</source>
        <translation>资产</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Show FinByte Desktop</source>
        <translation>显示 FinByte Desktop</translation>
    </message>
    <message>
        <source>Panic</source>
        <translation>紧急停止</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>TrustDialog</name>
    <message>
        <source>It runs in a process of its own, without your keys and your database. What it asks for passes the same limits and approvals as any bot.</source>
        <translation>它在自己的进程中运行，没有您的密钥和数据库。它的请求与任何机器人一样经过限额和审批。</translation>
    </message>
    <message>
        <source>Your files and the network are as open to it as to every program that you start.</source>
        <translation>与您启动的任何程序一样，它可以访问您的文件和网络。</translation>
    </message>
    <message>
        <source>Run this code?</source>
        <translation>运行这段代码？</translation>
    </message>
    <message>
        <source>Strategy code runs with your user rights; run only code you trust.</source>
        <translation>策略代码以您的用户权限运行；请只运行您信任的代码。</translation>
    </message>
    <message>
        <source>Do not run it</source>
        <translation>不运行</translation>
    </message>
    <message>
        <source>I trust it, run it</source>
        <translation>我信任它，运行</translation>
    </message>
</context>
<context>
    <name>TypeCard</name>
    <message>
        <source>Start here</source>
        <translation>从这里开始</translation>
    </message>
    <message>
        <source>Coming</source>
        <translation>即将推出</translation>
    </message>
    <message>
        <source>Made for</source>
        <translation>适用于</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>风险</translation>
    </message>
    <message>
        <source>Create bot</source>
        <translation>创建机器人</translation>
    </message>
</context>
<context>
    <name>TypePicture</name>
    <message>
        <source>short</source>
        <translation>做空</translation>
    </message>
    <message>
        <source>long</source>
        <translation>做多</translation>
    </message>
    <message>
        <source>average</source>
        <translation>均价</translation>
    </message>
    <message>
        <source>spot long</source>
        <translation>现货多</translation>
    </message>
    <message>
        <source>perp short</source>
        <translation>永续空</translation>
    </message>
    <message>
        <source>funding</source>
        <translation>资金费</translation>
    </message>
</context>
<context>
    <name>TypeStep</name>
    <message>
        <source>Which type of bot?</source>
        <translation>哪种类型的机器人？</translation>
    </message>
</context>
<context>
    <name>UnclaimedDialog</name>
    <message>
        <source>It rests at the venue under our number {id}, found {since}. That happens when the data folder was restored from an older copy. No new order leaves for {market} until you answer. If you keep it, it is yours: FinByte leaves it alone, and what it trades is money outside all bots.</source>
        <translation>它以我们的编号 {id} 挂在交易所，发现于 {since}。当数据文件夹从较旧的副本恢复时会发生这种情况。在您回答之前，不会向 {market} 发送新订单。如果保留，它就属于您：FinByte 不再管它，其成交计为所有机器人之外的资金。</translation>
    </message>
    <message>
        <source>What shall become of this order?</source>
        <translation>如何处理这笔订单？</translation>
    </message>
    <message>
        <source>Keep it, it is mine</source>
        <translation>保留，它是我的</translation>
    </message>
    <message>
        <source>Cancel it</source>
        <translation>取消它</translation>
    </message>
    <message>
        <source>The order is cancelled; its market is traded again.</source>
        <translation>订单已取消；其市场恢复交易。</translation>
    </message>
    <message>
        <source>The order is yours; its market is traded again.</source>
        <translation>订单归您所有；其市场恢复交易。</translation>
    </message>
</context>
<context>
    <name>UnseenPanel</name>
    <message>
        <source>Check on unseen days</source>
        <translation>用未见过的日子检验</translation>
    </message>
    <message>
        <source>total</source>
        <translation>总计</translation>
    </message>
    <message>
        <source>grid profit</source>
        <translation>网格利润</translation>
    </message>
    <message>
        <source>With this investment</source>
        <translation>以此投资</translation>
    </message>
    <message>
        <source>Net profit per grid</source>
        <translation>每格净利润</translation>
    </message>
    <message>
        <source>Per level</source>
        <translation>每个价位</translation>
    </message>
    <message>
        <source>Bought at start</source>
        <translation>开始时买入</translation>
    </message>
    <message>
        <source>Cost of that</source>
        <translation>其成本</translation>
    </message>
    <message>
        <source>Fee at start</source>
        <translation>开始时手续费</translation>
    </message>
    <message>
        <source>Customise</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Choose a candidate</source>
        <translation>选择一个候选</translation>
    </message>
    <message>
        <source>{quote} on {investment}</source>
        <translation>{quote}，投资 {investment}</translation>
    </message>
    <message>
        <source>Tuned on {tuned}, checked on {checked}. The haircut is the part of the tuned profit that the unseen days did not repeat.</source>
        <translation>在 {tuned} 调参，在 {checked} 检验。折扣是调参利润中未见过的日子没有重现的部分。</translation>
    </message>
</context>
<context>
    <name>VaultCard</name>
    <message>
        <source>Vault</source>
        <translation>保险库</translation>
    </message>
    <message>
        <source>Locks by itself after</source>
        <translation>自动上锁时间</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>上锁</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Open the vault</source>
        <translation>打开保险库</translation>
    </message>
    <message>
        <source>Open. Accounts that are connected hold their key and go on when it locks.</source>
        <translation>已打开。上锁后，已连接的账户保留密钥并继续运行。</translation>
    </message>
    <message>
        <source>Locked. Connecting an account whose key is in it asks for the master password.</source>
        <translation>已上锁。连接密钥在其中的账户时需要主密码。</translation>
    </message>
    <message>
        <source>The vault is locked.</source>
        <translation>保险库已上锁。</translation>
    </message>
</context>
<context>
    <name>VaultDialog</name>
    <message>
        <source>Master password</source>
        <translation>主密码</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>再输入一次</translation>
    </message>
    <message>
        <source>Nobody can restore it: without it the keys must be entered again.</source>
        <translation>没有人能找回它：忘记后必须重新输入密钥。</translation>
    </message>
    <message>
        <source>A vault for your keys</source>
        <translation>密钥保险库</translation>
    </message>
    <message>
        <source>Make the vault</source>
        <translation>创建保险库</translation>
    </message>
    <message>
        <source>Keys are kept in a file that only this password opens.</source>
        <translation>密钥保存在只有此密码能打开的文件中。</translation>
    </message>
    <message>
        <source>Open the vault</source>
        <translation>打开保险库</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>The keys of your accounts are in the vault.</source>
        <translation>您账户的密钥在保险库中。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The two are not the same</source>
        <translation>两次输入不一致</translation>
    </message>
</context>
<context>
    <name>VenueBar</name>
    <message>
        <source>No order of this bot rested there when the venue was read last.</source>
        <translation>上次读取交易所时，该机器人在那里没有挂单。</translation>
    </message>
</context>
<context>
    <name>Weigher</name>
    <message>
        <source>Finding weights from the prices of the last days.</source>
        <translation>正在根据最近的价格计算权重。</translation>
    </message>
</context>
<context>
    <name>WhyList</name>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>last decisions</source>
        <translation>最近的决定</translation>
    </message>
    <message>
        <source>Open log</source>
        <translation>打开日志</translation>
    </message>
</context>
<context>
    <name>WithdrawDialog</name>
    <message>
        <source>Withdrawable {amount}</source>
        <translation>可提取 {amount}</translation>
    </message>
    <message>
        <source>Grid profit made {grid}, but total profit {total} {quote}: with the coins it holds the bot is at a loss. Withdrawing now takes working money out of it, not a gain.</source>
        <translation>网格利润 {grid}，但总利润 {total} {quote}：算上持有的币，机器人处于亏损。现在提取拿走的是运作资金，不是盈利。</translation>
    </message>
    <message>
        <source>Withdraw profit of {name}</source>
        <translation>提取 {name} 的利润</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>提取</translation>
    </message>
    <message>
        <source>Total profit {total} {quote}. What stands in coins stays there.</source>
        <translation>总利润 {total} {quote}。以币持有的部分保持不变。</translation>
    </message>
    <message>
        <source>Grid profit made {grid}, total profit {total} {quote} with the coins it holds.</source>
        <translation>网格利润 {grid}，连同持有的币，总利润 {total} {quote}。</translation>
    </message>
    <message>
        <source>Profit that is not in coins can be taken out.</source>
        <translation>可以取出不以币持有的利润。</translation>
    </message>
    <message>
        <source>Grid profit that was not withdrawn and is not bound in orders can be taken out.</source>
        <translation>尚未提取且未被订单占用的网格利润可以取出。</translation>
    </message>
    <message>
        <source>{amount} go back to the account. The bot&apos;s orders stay as they are.</source>
        <translation>{amount} 返回账户。机器人的订单保持不变。</translation>
    </message>
    <message>
        <source>The profit is in the account.</source>
        <translation>利润已在账户中。</translation>
    </message>
</context>
<context>
    <name>WizardModel</name>
    <message>
        <source>The search still runs. Wait for it, or cancel it.</source>
        <translation>搜索仍在进行。请等待或取消。</translation>
    </message>
    <message>
        <source>The parameters are being checked.</source>
        <translation>正在检查参数。</translation>
    </message>
    <message>
        <source>Enter an investment first.</source>
        <translation>请先输入投资。</translation>
    </message>
</context>
<context>
    <name>WizardPage</name>
    <message>
        <source>New spot grid</source>
        <translation>新建现货网格</translation>
    </message>
    <message>
        <source>Bots</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>市场</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>AI parameters</source>
        <translation>AI 参数</translation>
    </message>
    <message>
        <source>Customise</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>How to set the parameters</source>
        <translation>如何设置参数</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Review orders</source>
        <translation>查看订单</translation>
    </message>
    <message>
        <source>This is the draft that you left. Cancel offers to discard it.</source>
        <translation>这是您离开时的草稿。点“取消”可以丢弃它。</translation>
    </message>
    <message>
        <source>New bot</source>
        <translation>新建机器人</translation>
    </message>
    <message>
        <source>New bot: {type}</source>
        <translation>新建机器人：{type}</translation>
    </message>
    <message numerus="yes">
        <source>%n field(s) need a change</source>
        <translation>
            <numerusform>%n 个字段需要修改</numerusform>
        </translation>
    </message>
    <message>
        <source>Not possible now</source>
        <translation>目前无法继续</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>_List</name>
    <message>
        <source>Nothing matches</source>
        <translation>没有匹配项</translation>
    </message>
</context>
<context>
    <name>_ModeCell</name>
    <message>
        <source>PAPER</source>
        <translation>模拟</translation>
    </message>
</context>
<context>
    <name>_Toast</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>accounts</name>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>连接中</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>Out of reach, tried again</source>
        <translation>无法到达，正在重试</translation>
    </message>
    <message>
        <source>PAPER</source>
        <translation>模拟</translation>
    </message>
    <message>
        <source>TESTNET</source>
        <translation>测试网</translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation>实盘</translation>
    </message>
    <message>
        <source>Every order carries our own id and can be proved: none is lost or doubled, and an answer that got lost is found within 30 seconds.</source>
        <translation>每个订单都带有我们的编号，可以证明：不会丢失或重复，丢失的回复在 30 秒内查明。</translation>
    </message>
    <message>
        <source>Orders carry our own id, but the venue gives no deadline: an order whose answer got lost may have to be looked at by you after two minutes.</source>
        <translation>订单带有我们的编号，但交易所没有期限：回复丢失的订单两分钟后可能需要您查看。</translation>
    </message>
    <message>
        <source>The key works from every address. Bind it to your address at the venue: a stolen key is worthless then.</source>
        <translation>此密钥可从任何地址使用。请在交易所绑定您的地址：被盗的密钥就毫无用处。</translation>
    </message>
    <message>
        <source>This venue does not tell what a key may do. Look there whether it may withdraw: it should not.</source>
        <translation>此交易所不说明密钥的权限。请在那里查看它能否提币：不应该能。</translation>
    </message>
    <message>
        <source>the engine stopped</source>
        <translation>引擎已停止</translation>
    </message>
    <message>
        <source>this system&apos;s keyring</source>
        <translation>系统钥匙串</translation>
    </message>
    <message>
        <source>Waits for its key</source>
        <translation>等待密钥</translation>
    </message>
    <message>
        <source>Connected, may not trade</source>
        <translation>已连接，但无权交易</translation>
    </message>
    <message>
        <source>DEMO</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Real money</source>
        <translation>真实资金</translation>
    </message>
    <message>
        <source>Testnet</source>
        <translation>测试网</translation>
    </message>
    <message>
        <source>Demo trading</source>
        <translation>演示交易</translation>
    </message>
    <message>
        <source>Orders move real money at {venue}.</source>
        <translation>订单会动用您在 {venue} 的真实资金。</translation>
    </message>
    <message>
        <source>Play money on the test network of {venue}, at prices of its own. The key is made there.</source>
        <translation>{venue} 测试网上的模拟资金，价格独立于真实市场。密钥须在测试网创建。</translation>
    </message>
    <message>
        <source>Play money of {venue} at prices near the real ones. The key is made in its demo trading.</source>
        <translation>{venue} 的模拟资金，价格接近真实市场。密钥须在其演示交易（Demo Trading）中创建。</translation>
    </message>
    <message>
        <source>The venue takes no ids of ours, so an order there could not be proved: FinByte shows the account and sends no orders.</source>
        <translation>交易所不接受我们的编号，订单无法证明：FinByte 只显示账户，不发送订单。</translation>
    </message>
    <message>
        <source>Since it was connected the key got the right to move money out of the account: whoever gets hold of it could. Take that right away at the venue; FinByte does not connect with such a key again.</source>
        <translation>该密钥在连接之后获得了从账户转出资金的权限：得到它的人都可以转走资金。请在交易所取消该权限；FinByte 不会再用这样的密钥连接。</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>A small process of its own cancels the orders of this account when you panic, also while FinByte hangs.</source>
        <translation>一个独立的小进程会在您紧急停止时撤销该账户的订单，即使 FinByte 卡住也能做到。</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>The guard process starts. Until it is ready, a panic works only while FinByte answers.</source>
        <translation>守护进程正在启动。在它就绪之前，只有 FinByte 有响应时紧急停止才有效。</translation>
    </message>
    <message>
        <source>cannot reach the venue</source>
        <translation>无法连接交易所</translation>
    </message>
    <message>
        <source>The guard process has a connection of its own and does not get through to the venue. A panic works only while FinByte itself does. It goes on trying. Look at this computer&apos;s connection; if orders must go now, cancel them on the venue&apos;s website.</source>
        <translation>守护进程使用自己的连接，目前无法连到交易所。只有 FinByte 本身能用时紧急停止才有效。它会继续尝试。请检查本机网络；如必须立即撤单，请在交易所网站上撤销。</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>没有响应</translation>
    </message>
    <message>
        <source>The guard process stands still. If FinByte hangs too, nothing here can cancel your orders: cancel them on the venue&apos;s website then. Start FinByte again when this stays; orders at the venue are not touched by that.</source>
        <translation>守护进程停住了。如果 FinByte 也卡住，本机就无法撤销您的订单：那时请在交易所网站上撤单。若一直如此，请重新启动 FinByte；交易所中的订单不受影响。</translation>
    </message>
    <message>
        <source>not running</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>The guard process has ended and is started again by itself. Until then a panic works only while FinByte answers. If this stays, look into the log (Settings, Data), and start FinByte again; orders at the venue are not touched by that.</source>
        <translation>守护进程已结束，会自动重新启动。在此之前，只有 FinByte 有响应时紧急停止才有效。若一直如此，请查看日志（设置，数据），并重新启动 FinByte；交易所中的订单不受影响。</translation>
    </message>
    <message>
        <source>A perpetual position is open in this wallet: its fees, its funding and what it gains when it is reduced change this amount, and are in no bot&apos;s books.</source>
        <translation>此钱包中有未平的永续合约仓位：其手续费、资金费以及减仓时的盈亏会改变该金额，且不在任何机器人的账中。</translation>
    </message>
    <message>
        <source>Perpetual positions of this wallet were changed since both agreed last: what they gained or lost is in no bot&apos;s books.</source>
        <translation>自上次双方一致以来，此钱包的永续合约仓位有变动：其盈亏不在任何机器人的账中。</translation>
    </message>
    <message>
        <source>a vault file under your password</source>
        <translation>由您的密码保护的保险库文件</translation>
    </message>
    <message>
        <source>nowhere: entered at each start</source>
        <translation>不保存：每次启动时输入</translation>
    </message>
    <message>
        <source>Orders go to the exchange with real money</source>
        <translation>订单以真实资金发往交易所</translation>
    </message>
    <message>
        <source>Orders go to the exchange and move its play money</source>
        <translation>订单发往交易所，使用交易所的模拟资金</translation>
    </message>
    <message>
        <source>Virtual money only</source>
        <translation>仅使用虚拟资金</translation>
    </message>
    <message>
        <source>LIVE   Real money. The orders go to {venue} at once.</source>
        <translation>实盘   真实资金。订单立即发往 {venue}。</translation>
    </message>
    <message>
        <source>TESTNET   Play money of {venue}. The orders leave this computer.</source>
        <translation>测试网   {venue} 的模拟资金。订单会离开本机。</translation>
    </message>
    <message>
        <source>DEMO   Play money of {venue}. The orders leave this computer.</source>
        <translation>演示   {venue} 的模拟资金。订单会离开本机。</translation>
    </message>
    <message>
        <source>PAPER   Virtual money. No order leaves this computer.</source>
        <translation>模拟   虚拟资金。订单不会离开本机。</translation>
    </message>
    <message>
        <source>Start with real money</source>
        <translation>以真实资金启动</translation>
    </message>
    <message>
        <source>Start on the testnet</source>
        <translation>在测试网启动</translation>
    </message>
    <message>
        <source>Start in demo trading</source>
        <translation>在演示交易中启动</translation>
    </message>
    <message>
        <source>Start on paper</source>
        <translation>在模拟盘启动</translation>
    </message>
    <message>
        <source>tier {letter}</source>
        <translation>{letter} 级</translation>
    </message>
    <message>
        <source>The venue holds {amount} {asset} more than the ledger.</source>
        <translation>交易所持有的 {asset} 比账本多 {amount}。</translation>
    </message>
    <message>
        <source>The venue holds {amount} {asset} less than the ledger.</source>
        <translation>交易所持有的 {asset} 比账本少 {amount}。</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>未说明</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>{name} says {bots}, the venue says {venue}.</source>
        <translation>{name} 记录为 {bots}，交易平台显示 {venue}。</translation>
    </message>
</context>
<context>
    <name>chart</name>
    <message>
        <source>O</source>
        <translation>开</translation>
    </message>
    <message>
        <source>H</source>
        <translation>高</translation>
    </message>
    <message>
        <source>L</source>
        <translation>低</translation>
    </message>
    <message>
        <source>C</source>
        <translation>收</translation>
    </message>
    <message>
        <source>Vol</source>
        <translation>量</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>MMM</source>
        <translation>M月</translation>
    </message>
    <message>
        <source>yyyy</source>
        <translation>yyyy年</translation>
    </message>
</context>
<context>
    <name>conditions</name>
    <message>
        <source>Price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>Percent</source>
        <translation>百分比</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>止损</translation>
    </message>
    <message>
        <source>take profit</source>
        <translation>止盈</translation>
    </message>
    <message>
        <source>stop {change}</source>
        <translation>止损 {change}</translation>
    </message>
    <message>
        <source>take profit {change}</source>
        <translation>止盈 {change}</translation>
    </message>
    <message>
        <source>Stop {much}.</source>
        <translation>止损价 {much}。</translation>
    </message>
    <message>
        <source>Take profit {much}.</source>
        <translation>止盈价 {much}。</translation>
    </message>
    <message>
        <source>Stops at a loss of {much}: {place}.</source>
        <translation>亏损 {much} 时止损：{place}。</translation>
    </message>
    <message>
        <source>Takes a profit of {much}, before the fee of selling: {place}.</source>
        <translation>盈利 {much}（未扣卖出手续费）时止盈：{place}。</translation>
    </message>
    <message>
        <source>Takes a profit of {much} of the investment, before the fee of selling: {place}.</source>
        <translation>盈利达投资的 {much}（未扣卖出手续费）时止盈：{place}。</translation>
    </message>
    <message>
        <source>Stops at a loss of {much} of the investment: {place}.</source>
        <translation>亏损达投资的 {much} 时止损：{place}。</translation>
    </message>
    <message>
        <source>about {price} if the price falls straight after the start</source>
        <translation>若开始后直线下跌，约在 {price}</translation>
    </message>
    <message>
        <source>about {price} if the price rises straight after the start</source>
        <translation>若开始后直线上涨，约在 {price}</translation>
    </message>
    <message>
        <source>about {price} if the price falls straight from here</source>
        <translation>若从现在直线下跌，约在 {price}</translation>
    </message>
    <message>
        <source>about {price} if the price rises straight from here</source>
        <translation>若从现在直线上涨，约在 {price}</translation>
    </message>
    <message>
        <source>about {price} if the price goes straight there after the start</source>
        <translation>启动后价格单边走到那里时约为 {price}</translation>
    </message>
    <message>
        <source>about {price} if the price goes straight there from here</source>
        <translation>从现在起价格单边走到那里时约为 {price}</translation>
    </message>
    <message>
        <source>not reached by a straight move, however far</source>
        <translation>单边走势无论多远都不会触及</translation>
    </message>
    <message>
        <source>not reached by a straight fall, however far</source>
        <translation>直线下跌无论多深都达不到</translation>
    </message>
    <message>
        <source>a straight rise does not reach it: all coins are sold on the way</source>
        <translation>价格一路上涨也无法达到：途中所有币都会卖出</translation>
    </message>
    <message>
        <source>{straight}; {price} with the coins of the start</source>
        <translation>{straight}；按开始时的币为 {price}</translation>
    </message>
    <message>
        <source>{straight}; {price} with the coins it holds now</source>
        <translation>{straight}；按现在持有的币为 {price}</translation>
    </message>
</context>
<context>
    <name>decisions</name>
    <message>
        <source>Bought {qty} at {price}. Next: the sell at {next}.</source>
        <translation>以 {price} 买入 {qty}。接着在 {next} 挂卖单。</translation>
    </message>
    <message>
        <source>Sold {qty} at {price}. Next: the buy at {next}.</source>
        <translation>以 {price} 卖出 {qty}。接着在 {next} 挂买单。</translation>
    </message>
    <message>
        <source>Bought {qty} at {price}, round trip {trip}. Next: the sell at {next}.</source>
        <translation>以 {price} 买入 {qty}，往返 {trip}。接着在 {next} 挂卖单。</translation>
    </message>
    <message>
        <source>Sold {qty} at {price}, round trip {trip}. Next: the buy at {next}.</source>
        <translation>以 {price} 卖出 {qty}，往返 {trip}。接着在 {next} 挂买单。</translation>
    </message>
    <message>
        <source>Bought {qty} at {price} while it stopped.</source>
        <translation>停止过程中以 {price} 买入 {qty}。</translation>
    </message>
    <message>
        <source>Sold {qty} at {price} while it stopped.</source>
        <translation>停止过程中以 {price} 卖出 {qty}。</translation>
    </message>
    <message>
        <source>Bought {qty} at {price} while it stopped, round trip {trip}.</source>
        <translation>停止过程中以 {price} 买入 {qty}，往返利润 {trip}。</translation>
    </message>
    <message>
        <source>Sold {qty} at {price} while it stopped, round trip {trip}.</source>
        <translation>停止过程中以 {price} 卖出 {qty}，往返利润 {trip}。</translation>
    </message>
    <message>
        <source>Bought {qty} at {price} after the order had ended. {left} are still to be bought there.</source>
        <translation>订单结束后仍以 {price} 买入 {qty}。该处还需买入 {left}。</translation>
    </message>
    <message>
        <source>Sold {qty} at {price} after the order had ended. {left} are still to be sold there.</source>
        <translation>订单结束后仍以 {price} 卖出 {qty}。该处还需卖出 {left}。</translation>
    </message>
    <message>
        <source>Bought {qty} {base} at {price}</source>
        <translation>以 {price} 买入 {qty} {base}</translation>
    </message>
    <message>
        <source>Sold {qty} {base} at {price}</source>
        <translation>以 {price} 卖出 {qty} {base}</translation>
    </message>
    <message>
        <source>Bought {qty} {base} at {price}. Next: the sell at {next}.</source>
        <translation>以 {price} 买入 {qty} {base}。接着在 {next} 挂卖单。</translation>
    </message>
    <message>
        <source>Sold {qty} {base} at {price}. Next: the buy at {next}.</source>
        <translation>以 {price} 卖出 {qty} {base}。接着在 {next} 挂买单。</translation>
    </message>
    <message>
        <source>Bought {qty} {base} at {price}, round trip {profit} {quote}. Next: the sell at {next}.</source>
        <translation>以 {price} 买入 {qty} {base}，往返 {profit} {quote}。接着在 {next} 挂卖单。</translation>
    </message>
    <message>
        <source>Sold {qty} {base} at {price}, round trip {profit} {quote}. Next: the buy at {next}.</source>
        <translation>以 {price} 卖出 {qty} {base}，往返 {profit} {quote}。接着在 {next} 挂买单。</translation>
    </message>
    <message>
        <source>Bought {qty} {base} at {price} to open the grid.</source>
        <translation>以 {price} 买入 {qty} {base} 以开设网格。</translation>
    </message>
    <message>
        <source>Opening order: {qty} {base} at {price}, cost {cost}, fee {fee}.</source>
        <translation>开仓单：以 {price} 成交 {qty} {base}，成本 {cost}，手续费 {fee}。</translation>
    </message>
    <message>
        <source>Created. Nothing is sent before you approve the plan.</source>
        <translation>已创建。您批准计划之前不发送任何内容。</translation>
    </message>
    <message>
        <source>Running: its orders rest at the venue.</source>
        <translation>运行中：其订单挂在交易所。</translation>
    </message>
    <message>
        <source>Paused {reason}. Nothing new is placed.</source>
        <translation>已暂停（{reason})。不再下新单。</translation>
    </message>
    <message>
        <source>Paused: your limit of loss in a day is reached. Nothing is placed until you resume.</source>
        <translation>已暂停：已达到您的单日亏损限额。在您恢复之前不会下单。</translation>
    </message>
    <message>
        <source>Paused: your limit of drawdown is reached. Nothing is placed until you resume.</source>
        <translation>已暂停：已达到您的回撤限额。在您恢复之前不会下单。</translation>
    </message>
    <message>
        <source>Stopping.</source>
        <translation>正在停止。</translation>
    </message>
    <message>
        <source>You stopped this bot.</source>
        <translation>您停止了此机器人。</translation>
    </message>
    <message>
        <source>Panic: you stopped this bot. Coins are kept.</source>
        <translation>紧急停止：您停止了此机器人。币会保留。</translation>
    </message>
    <message>
        <source>The stop was reached.</source>
        <translation>已达到止损。</translation>
    </message>
    <message>
        <source>The take profit was reached.</source>
        <translation>已达到止盈。</translation>
    </message>
    <message>
        <source>Paused after a restart. Its orders stay and may fill; nothing answers them until you resume.</source>
        <translation>重启后已暂停。订单仍在，可能成交；恢复之前不会有后续挂单。</translation>
    </message>
    <message>
        <source>Goes on after a pause.</source>
        <translation>暂停后继续。</translation>
    </message>
    <message>
        <source>The price passed levels meanwhile: {qty} {base} are bought at the market at about {price}, {orders} for about {worth}.</source>
        <translation>期间价格越过了价位：按市价约 {price} 买入 {qty} {base}，{orders}，约 {worth}。</translation>
    </message>
    <message>
        <source>The price passed levels meanwhile: {qty} {base} are sold at the market at about {price}, {orders} for about {worth}.</source>
        <translation>期间价格越过了价位：按市价约 {price} 卖出 {qty} {base}，{orders}，约 {worth}。</translation>
    </message>
    <message>
        <source>The price passed levels meanwhile: you are asked to buy {qty} {base} at the market at about {price}, {orders} for about {worth}.</source>
        <translation>期间价格越过了价位：请您批准按市价约 {price} 买入 {qty} {base}，{orders}，约 {worth}。</translation>
    </message>
    <message>
        <source>The price passed levels meanwhile: you are asked to sell {qty} {base} at the market at about {price}, {orders} for about {worth}.</source>
        <translation>期间价格越过了价位：请您批准按市价约 {price} 卖出 {qty} {base}，{orders}，约 {worth}。</translation>
    </message>
    <message>
        <source>Runs with new parameters.</source>
        <translation>按新参数运行。</translation>
    </message>
    <message>
        <source>Stopped: {reason}. Its orders are cancelled.</source>
        <translation>已停止：{reason}。其订单已取消。</translation>
    </message>
    <message>
        <source>Waits for you: {reason}. Nothing is sent before.</source>
        <translation>等待您：{reason}。在此之前不发送任何内容。</translation>
    </message>
    <message>
        <source>Starts when the price reaches {reason}.</source>
        <translation>价格到达 {reason} 时启动。</translation>
    </message>
    <message>
        <source>Waits: {reason}. Its orders stay, and it goes on by itself.</source>
        <translation>正在等待：{reason}。其订单保留，之后自动继续。</translation>
    </message>
    <message>
        <source>Waits: another feed plays now. Its orders stay, and it goes on when its own is back.</source>
        <translation>等待中：现在播放的是另一行情源。其订单保留，自己的行情源恢复后继续。</translation>
    </message>
    <message>
        <source>Waits for {market}: {reason}. Nothing of it is traded meanwhile, and it goes on by itself.</source>
        <translation>正在等待 {market}：{reason}。期间它不做任何交易，之后会自动继续。</translation>
    </message>
    <message>
        <source>Halted: {reason}. Its orders were kept.</source>
        <translation>已停机：{reason}。其订单已保留。</translation>
    </message>
    <message>
        <source>The venue has an order that was called ended: {side} {qty} at {price}. It is cancelled; what it trades is booked.</source>
        <translation>交易所有一笔被认为已结束的订单：{side} {qty}，价格 {price}。正在撤销；它的成交会入账。</translation>
    </message>
    <message>
        <source>An order traded after its bot had ended: {side} {qty} at {price}. The bot answers it with nothing; what was bought, or what the sale brought, is in the account.</source>
        <translation>机器人结束之后，它的一笔订单成交了：{side} {qty}，价格 {price}。机器人不会再作出回应；买入的币或卖出所得在账户里。</translation>
    </message>
    <message>
        <source>Nothing proves what became of an order: {side} {qty} at {price}. Its money stays reserved and nothing takes its place. Look at the venue and answer.</source>
        <translation>无法证明一笔订单的结果：{side} {qty}，价格 {price}。其资金保持冻结，且不会有新订单替代它。请到交易所查看并作出回答。</translation>
    </message>
    <message>
        <source>The venue has no trace of an order any more that rested there: {side} {qty} at {price}. Its money stays reserved and nothing takes its place. Look at the venue and answer.</source>
        <translation>交易所已查不到原先挂着的一笔订单：{side} {qty}，价格 {price}。其资金保持冻结，也不会补下新单。请到交易所查看并作答。</translation>
    </message>
    <message>
        <source>Not placed yet: {side} {qty} at {price}, {code}. It waits, as does what meets the same after it, and is sent again by itself. Nothing needs to be done.</source>
        <translation>尚未挂出：以 {price} {side} {qty}，{code}。它和之后遇到同样情况的订单都在等待，并会自动重新发送，无需任何操作。</translation>
    </message>
    <message>
        <source>Not placed: {side} {qty} at {price}. Your limits allow only {bound}.</source>
        <translation>未挂出：以 {price} {side} {qty}。您的限制只允许 {bound}。</translation>
    </message>
    <message>
        <source>Not placed: {side} {qty} at {price}. It is worth {value}, your limit of one order is {bound}.</source>
        <translation>未挂出：以 {price} {side} {qty}。其价值为 {value}，您对单笔订单的限制为 {bound}。</translation>
    </message>
    <message>
        <source>Not placed yet: {side} {qty} at {price}. There is no last price to check it against. It is tried again by itself.</source>
        <translation>尚未挂出：以 {price} {side} {qty}。没有可用于检查的最新价格。会自动重试。</translation>
    </message>
    <message>
        <source>Not placed yet: {side} {qty} at {price}. Your limits are in {bound}, and there is no rate of {value} to it. It is tried again by itself.</source>
        <translation>尚未挂出：以 {price} {side} {qty}。您的限制以 {bound} 计，而没有 {value} 对它的汇率。会自动重试。</translation>
    </message>
    <message>
        <source>Not placed yet: {side} {qty} at {price}. Around the last price your limit allows {bound}. It waits and is sent by itself once it keeps the limit.</source>
        <translation>尚未挂出：以 {price} {side} {qty}。围绕最新价格，您的限制允许 {bound}。它会等待，一旦符合限制就自动发出。</translation>
    </message>
    <message>
        <source>Not placed yet: {side} {qty} at {price}. It would be order {value} in this minute, your limit is {bound}. It waits and is sent by itself once it keeps the limit.</source>
        <translation>尚未挂出：以 {price} {side} {qty}。这将是本分钟内的第 {value} 笔订单，您的限制为 {bound}。它会等待，一旦符合限制就自动发出。</translation>
    </message>
    <message>
        <source>Not placed yet: {side} {qty} at {price}. It would be open order {value} of the account, your limit is {bound}. It waits and is sent by itself once it keeps the limit.</source>
        <translation>尚未挂出：以 {price} {side} {qty}。这将是账户的第 {value} 个挂单，您的限制为 {bound}。它会等待，一旦符合限制就自动发出。</translation>
    </message>
    <message>
        <source>Not placed yet: {side} {qty} at {price}. It would be open order {value} of this bot, your limit is {bound}. It waits and is sent by itself once it keeps the limit.</source>
        <translation>尚未挂出：以 {price} {side} {qty}。这将是该机器人的第 {value} 个挂单，您的限制为 {bound}。它会等待，一旦符合限制就自动发出。</translation>
    </message>
    <message>
        <source>Not placed yet: {side} {qty} at {price}. It would be open order {value} in this market, your limit is {bound}. It waits and is sent by itself once it keeps the limit.</source>
        <translation>尚未挂出：以 {price} {side} {qty}。这将是该市场的第 {value} 个挂单，您的限制为 {bound}。它会等待，一旦符合限制就自动发出。</translation>
    </message>
    <message>
        <source>Not placed yet: {side} {qty} at {price}. Coins and buys of the account would come to {value}, your limit is {bound}. It waits and is sent by itself once it keeps the limit.</source>
        <translation>尚未挂出：以 {price} {side} {qty}。账户的持币和买单将达到 {value}，您的限制为 {bound}。它会等待，一旦符合限制就自动发出。</translation>
    </message>
    <message>
        <source>Not placed yet: {side} {qty} at {price}. Coins and buys of this bot would come to {value}, your limit is {bound}. It waits and is sent by itself once it keeps the limit.</source>
        <translation>尚未挂出：以 {price} {side} {qty}。该机器人的持币和买单将达到 {value}，您的限制为 {bound}。它会等待，一旦符合限制就自动发出。</translation>
    </message>
    <message>
        <source>Not placed yet: {side} {qty} at {price}. Coins and buys in this market would come to {value}, your limit is {bound}. It waits and is sent by itself once it keeps the limit.</source>
        <translation>尚未挂出：以 {price} {side} {qty}。该市场的持币和买单将达到 {value}，您的限制为 {bound}。它会等待，一旦符合限制就自动发出。</translation>
    </message>
    <message>
        <source>Not placed yet: {side} {qty} at {price}. The bots lost the part {value} of their worth today, your limit is {bound}. It waits and is sent by itself once it keeps the limit.</source>
        <translation>尚未挂出：以 {price} {side} {qty}。机器人今天亏损了其价值的 {value}，您的限制为 {bound}。它会等待，一旦符合限制就自动发出。</translation>
    </message>
    <message>
        <source>Not placed yet: {side} {qty} at {price}. The bots lost the part {value} of the most they were worth, your limit is {bound}. It waits and is sent by itself once it keeps the limit.</source>
        <translation>尚未挂出：以 {price} {side} {qty}。机器人较最高价值亏损了 {value}，您的限制为 {bound}。它会等待，一旦符合限制就自动发出。</translation>
    </message>
    <message>
        <source>The bots in {scope} lost {value} % today (your limit is {bound} %). They go on.</source>
        <translation>以 {scope} 计价的机器人今天亏损 {value} %（您的限制为 {bound} %）。它们继续运行。</translation>
    </message>
    <message>
        <source>The bots in {scope} lost {value} % today: from {bound} % on they buy nothing more until the next day (UTC). Sells go on.</source>
        <translation>以 {scope} 计价的机器人今天亏损 {value} %：达到 {bound} % 后，它们在下一天（UTC）之前不再买入。卖出继续。</translation>
    </message>
    <message>
        <source>The bots in {scope} are {value} % below the most they were worth (your limit is {bound} %). They go on.</source>
        <translation>以 {scope} 计价的机器人比最高价值低 {value} %（您的限制为 {bound} %）。它们继续运行。</translation>
    </message>
    <message>
        <source>The bots in {scope} are {value} % below the most they were worth: from {bound} % on they buy nothing more. Sells go on.</source>
        <translation>以 {scope} 计价的机器人比最高价值低 {value} %：达到 {bound} % 后，它们不再买入。卖出继续。</translation>
    </message>
    <message>
        <source>The venue changed the steps, minimums or fees of this market. New orders follow them; one that does not fit is not placed, with the reason.</source>
        <translation>交易所更改了此市场的步长、最小值或费率。新订单遵循新规则；不符合的订单不会下达，并说明原因。</translation>
    </message>
    <message>
        <source>Asks you to approve {orders}.</source>
        <translation>请您批准 {orders}。</translation>
    </message>
    <message>
        <source>You approved the orders.</source>
        <translation>您批准了订单。</translation>
    </message>
    <message>
        <source>You rejected the orders. Nothing was sent.</source>
        <translation>您拒绝了订单。未发送任何内容。</translation>
    </message>
    <message>
        <source>The request expired. Nothing was sent.</source>
        <translation>请求已过期。未发送任何内容。</translation>
    </message>
    <message>
        <source>The price moved to {price} before the plan was sent. It is asked again, nothing was sent.</source>
        <translation>计划发送前价格变动到 {price}。将再次询问，未发送任何内容。</translation>
    </message>
    <message>
        <source>The opening order lacks {left} ({reason}). The rest is asked again.</source>
        <translation>开仓单还差 {left}（{reason}）。剩余部分会再次询问。</translation>
    </message>
    <message>
        <source>The venue liquidated the position: {qty} at {price}. All of the margin is lost: {lost}.</source>
        <translation>交易所强平了仓位：{qty}，价格 {price}。保证金全部亏损：{lost}。</translation>
    </message>
    <message>
        <source>The stop at the venue closed {qty} at {price}: {realised}, fee {fee}. The bot ends.</source>
        <translation>交易平台上的止损单以 {price} 平仓 {qty}：{realised}，手续费 {fee}。机器人结束。</translation>
    </message>
    <message>
        <source>Closed in the panic: {qty} at {price}: {realised}, fee {fee}.</source>
        <translation>紧急停止时平仓：{price} 平 {qty}：{realised}，手续费 {fee}。</translation>
    </message>
    <message>
        <source>The venue liquidated {qty} at {price}: {realised}, fee {fee}. The bot ends.</source>
        <translation>交易平台以 {price} 强平 {qty}：{realised}，手续费 {fee}。机器人结束。</translation>
    </message>
    <message>
        <source>The venue closed {qty} at {price} by auto-deleveraging: {realised}, fee {fee}. The bot ends.</source>
        <translation>交易平台通过自动减仓以 {price} 平仓 {qty}：{realised}，手续费 {fee}。机器人结束。</translation>
    </message>
    <message>
        <source>The venue booked {venue} for closing with trade {trade}, FinByte counts {ours}. What the venue booked is in the sums.</source>
        <translation>成交 {trade} 平仓，交易平台记账 {venue}，FinByte 计算为 {ours}。汇总采用交易平台的记账。</translation>
    </message>
    <message>
        <source>The venue booked a funding of {venue}, FinByte counts {ours}. What the venue booked is in the sums.</source>
        <translation>交易平台记账的资金费用为 {venue}，FinByte 计算为 {ours}。汇总采用交易平台的记账。</translation>
    </message>
    <message>
        <source>The bot&apos;s stop at {price} does not stand under your {market} position at the venue: {text} The bot still stops there by itself, while this computer is awake.</source>
        <translation>机器人在 {price} 的止损没有挂在交易平台上您的 {market} 仓位下：{text} 只要这台电脑醒着，机器人仍会自行在该价位停止。</translation>
    </message>
    <message>
        <source>Runs from now on.</source>
        <translation>从现在起运行。</translation>
    </message>
    <message>
        <source>Whether the market is held counts until FinByte is closed. {text}</source>
        <translation>行情是否暂停仅在 FinByte 关闭前有效。{text}</translation>
    </message>
    <message>
        <source>the opening order</source>
        <translation>开仓单</translation>
    </message>
    <message>
        <source>Not placed: {side} {qty} at {price}, {code}. Try again when solved.</source>
        <translation>未下单：以 {price} {side} {qty}，{code}。解决后请重试。</translation>
    </message>
    <message>
        <source>You rejected: {side} {qty} at {price}. Nothing is placed there until you try again.</source>
        <translation>您已拒绝：以 {price} {side} {qty}。在您重试之前该处不会下单。</translation>
    </message>
    <message>
        <source>Not answered in time: {side} {qty} at {price}. Nothing is placed there until you try again.</source>
        <translation>未及时答复：以 {price} {side} {qty}。在您重试之前该处不会下单。</translation>
    </message>
    <message>
        <source>Closed the position: {qty} at {price}, fee {fee}.</source>
        <translation>已平仓：{qty}，价格 {price}，手续费 {fee}。</translation>
    </message>
    <message>
        <source>Funding: {amount} at a rate of {rate} and a price of {mark}.</source>
        <translation>资金费：{amount}，费率 {rate}，价格 {mark}。</translation>
    </message>
    <message>
        <source>You cancelled the buy of {qty} at {price}.</source>
        <translation>您撤销了 {price} 处的 {qty} 买单。</translation>
    </message>
    <message>
        <source>You cancelled the sell of {qty} at {price}.</source>
        <translation>您撤销了 {price} 处的 {qty} 卖单。</translation>
    </message>
    <message>
        <source>{qty} {asset} are too little to sell and stay in the account.</source>
        <translation>{qty} {asset} 太少无法卖出，留在账户中。</translation>
    </message>
    <message>
        <source>{amount} more is too little for a larger order size. It stays in the bot.</source>
        <translation>再加 {amount} 不足以放大订单。留在机器人中。</translation>
    </message>
    <message>
        <source>The larger order of {larger} was {code}: {side} {qty} at {price} stays as it is.</source>
        <translation>更大的订单 {larger} {code}：以 {price} {side} {qty} 保持不变。</translation>
    </message>
    <message>
        <source>Paused by you. Its orders are being cancelled; nothing but a stop acts until you resume.</source>
        <translation>您已暂停。其订单正在取消;在您恢复之前,只有止损仍会生效。</translation>
    </message>
    <message>
        <source>Paused by you. No order of it rests; nothing but a stop acts until you resume.</source>
        <translation>您已暂停。没有它的挂单;在您恢复之前,只有止损仍会生效。</translation>
    </message>
    <message>
        <source>Paused by you; nothing but a stop acts until you resume.</source>
        <translation>您已暂停;在您恢复之前,只有止损仍会生效。</translation>
    </message>
    <message>
        <source>Paused after a restart. No order of it rests; nothing but a stop acts until you resume.</source>
        <translation>重启后已暂停。没有挂单;在您恢复之前,只有止损会生效。</translation>
    </message>
    <message>
        <source>Not sold or bought back yet: {side} {qty}. The venue has no position that this could close. It is asked again by itself; Settings, Connections says what the venue has.</source>
        <translation>尚未卖出或买回：{side} {qty}。交易所没有可由此平掉的持仓。系统会自行再次尝试；“设置”中的“连接”说明交易所有什么。</translation>
    </message>
    <message>
        <source>You said that its position was closed outside FinByte: {qty} at {price} on average, {realised} by the venue&apos;s count, fee {fee}. The bot holds {after} now.</source>
        <translation>您确认其仓位是在 FinByte 之外平掉的：{qty}，均价 {price}，按交易平台计算 {realised}，手续费 {fee}。机器人现在持有 {after}。</translation>
    </message>
    <message>
        <source>You said that its position was closed outside FinByte: {qty} of it without a price, for the venue told no trade. What that earned or lost is not in the bot&apos;s profit. It holds {left} now.</source>
        <translation>您确认其仓位是在 FinByte 之外平掉的：其中 {qty} 没有价格，因为交易平台没有给出成交。这部分的盈亏不计入机器人的利润。机器人现在持有 {left}。</translation>
    </message>
    <message>
        <source>{steps} steps within a minute at {price}: trailing pauses until the price calms down.</source>
        <translation>在 {price} 一分钟内走了 {steps} 步：追踪暂停，直到价格平静。</translation>
    </message>
    <message>
        <source>The price calmed down at {price}: trailing goes on.</source>
        <translation>价格在 {price} 平静下来：继续追踪。</translation>
    </message>
    <message>
        <source>Waits for the entry price.</source>
        <translation>等待触发价。</translation>
    </message>
    <message>
        <source>Waits for your approval.</source>
        <translation>等待您的批准。</translation>
    </message>
    <message>
        <source>Starts: its opening order trades.</source>
        <translation>启动：正在成交开仓单。</translation>
    </message>
    <message>
        <source>Paused: nothing new is placed.</source>
        <translation>已暂停：不再挂出新订单。</translation>
    </message>
    <message>
        <source>Goes on after a moment.</source>
        <translation>片刻之后继续运行。</translation>
    </message>
    <message>
        <source>Another feed plays now: its orders rest, nothing is placed until its own is back.</source>
        <translation>现在播放的是另一行情源：其订单保留，自己的行情源恢复前不下新单。</translation>
    </message>
    <message>
        <source>Paused after a restart of the program: its orders stay and may fill; nothing answers them until you resume.</source>
        <translation>程序重启后已暂停：订单保留并可能成交；恢复之前不会有后续下单。</translation>
    </message>
    <message>
        <source>You stopped it: its orders are being cancelled.</source>
        <translation>由您停止：订单正在撤销。</translation>
    </message>
    <message>
        <source>The stop was reached: its orders are being cancelled.</source>
        <translation>已触及止损：订单正在撤销。</translation>
    </message>
    <message>
        <source>The take profit was reached: its orders are being cancelled.</source>
        <translation>已触及止盈：订单正在撤销。</translation>
    </message>
    <message>
        <source>The bot has ended, stopped by you.</source>
        <translation>机器人已结束，由您停止。</translation>
    </message>
    <message>
        <source>The bot has ended, stopped by panic.</source>
        <translation>机器人已结束，因紧急停止。</translation>
    </message>
    <message>
        <source>The bot has ended at its stop.</source>
        <translation>机器人已因止损结束。</translation>
    </message>
    <message>
        <source>The bot has ended at its take profit.</source>
        <translation>机器人已因止盈结束。</translation>
    </message>
    <message>
        <source>Stopping: its orders are being cancelled.</source>
        <translation>正在停止：订单正在撤销。</translation>
    </message>
    <message>
        <source>The bot has ended.</source>
        <translation>机器人已结束。</translation>
    </message>
    <message>
        <source>The bot failed and was halted. Its orders are kept.</source>
        <translation>机器人出错并已停止。其订单保留。</translation>
    </message>
    <message>
        <source>You changed its settings.</source>
        <translation>您更改了它的设置。</translation>
    </message>
    <message>
        <source>The range left {price} while its order was partly filled: {qty} stays in the bot.</source>
        <translation>区间离开 {price} 时其订单已部分成交：{qty} 留在机器人中。</translation>
    </message>
    <message>
        <source>The range cannot follow to {price}: not enough money for the next level.</source>
        <translation>区间无法跟随到 {price}：资金不足以支付下一价位。</translation>
    </message>
    <message>
        <source>The range moved up. Its upper price is now {upper}.</source>
        <translation>区间上移。上限现为 {upper}。</translation>
    </message>
    <message>
        <source>The range moved down. Its lower price is now {lower}.</source>
        <translation>区间下移。下限现为 {lower}。</translation>
    </message>
    <message>
        <source>The bot stopped on an error of its own: {error}. Its orders were kept.</source>
        <translation>机器人因自身错误停止：{error}。其订单已保留。</translation>
    </message>
    <message>
        <source>Prices stopped: {reason}. Bots wait, nothing is guessed.</source>
        <translation>价格停止：{reason}。机器人等待，不作猜测。</translation>
    </message>
    <message>
        <source>Prices are fresh again.</source>
        <translation>价格恢复新鲜。</translation>
    </message>
    <message>
        <source>The recording has ended. Choose another feed to go on.</source>
        <translation>录制已结束。请选择其他来源以继续。</translation>
    </message>
    <message>
        <source>Prices now come from {label}.</source>
        <translation>价格现在来自 {label}。</translation>
    </message>
    <message>
        <source>Fees on paper are paid in {quote} from now on, as chosen or as the venue does.</source>
        <translation>从现在起，模拟盘手续费以 {quote} 支付（按所选设置或交易所的方式）。</translation>
    </message>
    <message>
        <source>Fees on paper are paid as chosen or as the venue does from now on: a buy&apos;s in {base}, a sell&apos;s in {quote}.</source>
        <translation>从现在起，模拟盘手续费按所选设置或交易所的方式支付：买单以 {base}，卖单以 {quote}。</translation>
    </message>
    <message>
        <source>Fees on paper are paid in {asset} from now on.</source>
        <translation>从现在起，模拟盘手续费以 {asset} 支付。</translation>
    </message>
    <message>
        <source>The data file could not be checked yet. Bots go on; it is tried again. {text}</source>
        <translation>数据文件尚未能检查。机器人继续运行；稍后会再次检查。{text}</translation>
    </message>
    <message>
        <source>The price moved to {price} before the orders were sent. Nothing was sent, you are asked again.</source>
        <translation>订单发送前价格变动到 {price}。未发送任何内容，将再次询问您。</translation>
    </message>
    <message>
        <source>{name} has ended: {reason}.</source>
        <translation>{name} 已结束：{reason}。</translation>
    </message>
    <message>
        <source>A part of the engine failed ({task}): {text}</source>
        <translation>引擎的一部分失败（{task}):{text}</translation>
    </message>
    <message>
        <source>A part of the engine failed ({task}) and begins anew in {seconds} s: {text}</source>
        <translation>引擎的一部分失败（{task}），{seconds} 秒后重新开始：{text}</translation>
    </message>
    <message>
        <source>The account has a trade that no bot made ({ref}). It is booked outside all bots.</source>
        <translation>账户中有一笔不是机器人成交的交易（{ref}）。它已记在所有机器人之外。</translation>
    </message>
    <message>
        <source>An order traded more than it asked for ({ref}). It is booked; look at the venue.</source>
        <translation>有一笔订单的成交量超过了委托量（{ref}）。已入账，请到交易所查看。</translation>
    </message>
    <message>
        <source>An order of FinByte is at the venue that is not in its records ({ref}). Its market is closed for new orders until you answer, in the settings under Connections.</source>
        <translation>交易所有一笔 FinByte 的订单不在其记录中（{ref}）。在您于设置的“连接”中回答之前，该市场不接受新订单。</translation>
    </message>
    <message>
        <source>Another installation of FinByte has an order in this account ({ref}). Nothing is sent from here.</source>
        <translation>另一个 FinByte 安装在此账户中有订单（{ref}）。这里不会发送任何订单。</translation>
    </message>
    <message>
        <source>{name} has waited for more than 4 hours: {reason}. Its orders stay and it goes on by itself. Stop it if you do not want to wait.</source>
        <translation>{name} 已等待超过 4 小时：{reason}。其订单保留，并会自动继续。如果不想等待，请停止它。</translation>
    </message>
    <message>
        <source>The stop under your {market} position is not at the venue any more, and the position is. Nothing limits its loss now. Set a new stop in Portfolio, or close the position.</source>
        <translation>{market} 持仓的止损已不在交易所，而持仓仍在。现在没有任何东西限制其亏损。请在“资产”页重新设置止损，或平掉持仓。</translation>
    </message>
    <message>
        <source>The venue refused the stop at {price} for your {direction} {market} position: {reason}. A stop at {late} for the whole position is there, but the venue liquidates the position before it is reached. Before that there is: {stands}. Without a stop: {naked}. Choose another price in Portfolio, or close the position.</source>
        <translation>交易所拒绝了您的 {market} {direction}仓在 {price} 的止损：{reason}。{late} 处有覆盖全部持仓的止损，但在到达该价格之前交易所就会强平该持仓。在此之前的止损：{stands}。没有止损的数量：{naked}。请在“投资组合”中选择其他价格，或平仓。</translation>
    </message>
    <message>
        <source>The venue refused the stop at {price} for your {direction} {market} position: {reason}. It is not tried again, and nothing limits the loss now. Set another stop in Portfolio, or close the position.</source>
        <translation>交易所拒绝了您的 {market} {direction}仓在 {price} 的止损：{reason}。不会再次尝试，目前没有任何措施限制亏损。请在“投资组合”中另设止损，或平仓。</translation>
    </message>
    <message>
        <source>What locks the vault when it is not used has failed ({text}), so the vault was locked now. Accounts that are connected go on; one that is opened anew needs the master password.</source>
        <translation>闲置时锁定保险库的功能出错（{text}），因此保险库现已锁定。已连接的账户继续运行；重新打开账户需要主密码。</translation>
    </message>
    <message>
        <source>The vault could not be locked ({text}). Its keys may be readable for programs on this computer until FinByte is closed. Close FinByte and start it again; orders stay as they are.</source>
        <translation>无法锁定保险库（{text}）。在关闭 FinByte 之前，这台电脑上的程序可能读取其中的密钥。请关闭并重新启动 FinByte；订单保持原样。</translation>
    </message>
    <message>
        <source>{text}</source>
        <translation>{text}</translation>
    </message>
    <message>
        <source>The venue did not confirm every cancel in time: {orders} may still rest. FinByte asks again when the account is opened next.</source>
        <translation>交易所没有及时确认全部撤单：可能仍有 {orders} 挂着。下次打开账户时 FinByte 会再次查询。</translation>
    </message>
    <message>
        <source>Stops: its orders are being cancelled.</source>
        <translation>停止中：其订单正在取消。</translation>
    </message>
    <message>
        <source>Not started yet.</source>
        <translation>尚未启动。</translation>
    </message>
    <message>
        <source>Sold {qty} {base} at {price}, round trip {profit} {quote}.</source>
        <translation>以 {price} 卖出 {qty} {base}，往返 {profit} {quote}。</translation>
    </message>
    <message>
        <source>Bought {qty} {base} at {price}, round trip {profit} {quote}.</source>
        <translation>以 {price} 买入 {qty} {base}，往返 {profit} {quote}。</translation>
    </message>
    <message>
        <source>Panic: all bots stopped, all orders cancelled. Coins are kept.</source>
        <translation>紧急停止：所有机器人已停止，所有订单已取消。币保留。</translation>
    </message>
    <message>
        <source>The journal cannot be written: {error}. No order is sent until it can.</source>
        <translation>无法写入账簿：{error}。恢复之前不发送任何订单。</translation>
    </message>
    <message>
        <source>After the restart {bots} must be resumed by you.</source>
        <translation>重启后需要您恢复 {bots}。</translation>
    </message>
    <message>
        <source>the sale at the end</source>
        <translation>结束时的卖出</translation>
    </message>
    <message>
        <source>the purchase for added money</source>
        <translation>追加投资的买入</translation>
    </message>
    <message>
        <source>buy</source>
        <translation>买入</translation>
    </message>
    <message>
        <source>sell</source>
        <translation>卖出</translation>
    </message>
    <message>
        <source>level {number} from below</source>
        <translation>从下往上第 {number} 档</translation>
    </message>
    <message>
        <source>Plan of {orders}</source>
        <translation>共 {orders}的计划</translation>
    </message>
    <message>
        <source>Could not start: at this price it would be liquidated inside its range. {text}</source>
        <translation>无法启动：按此价格，它会在区间内被强平。{text}</translation>
    </message>
    <message>
        <source>Could not start: the price left the range. {text}</source>
        <translation>无法启动：价格离开了区间。{text}</translation>
    </message>
    <message>
        <source>You added {amount}.</source>
        <translation>您追加了 {amount}。</translation>
    </message>
    <message>
        <source>You withdrew {amount} of profit.</source>
        <translation>您提取了 {amount} 利润。</translation>
    </message>
    <message>
        <source>The bot ends without 1 order of unknown fate: {side} {qty} at {price}. Its money stays reserved. Look at the venue and answer it in Settings, Connections.</source>
        <translation>机器人结束，但有 1 个订单结局不明：以 {price} {side} {qty}。其资金保持预留。请查看交易所，并在“设置 - 连接”中作答。</translation>
    </message>
    <message>
        <source>The bots in {scope} lost {value} % today: from {bound} % on they are paused and their orders are being cancelled: each can fill until the venue confirms. Coins are kept. Look at them, then resume.</source>
        <translation>{scope} 的机器人今天亏损了 {value} %：达到 {bound} % 起，它们会被暂停，并正在撤销其订单：在交易所确认之前，每个订单都可能成交。币会保留。请查看它们，然后恢复。</translation>
    </message>
    <message>
        <source>The bots in {scope} are {value} % below the most they were worth: from {bound} % on they are paused and their orders are being cancelled: each can fill until the venue confirms. Coins are kept. Look at them, then resume.</source>
        <translation>{scope} 的机器人比其最高价值低 {value} %：达到 {bound} % 起，它们会被暂停，并正在撤销其订单：在交易所确认之前，每个订单都可能成交。币会保留。请查看它们，然后恢复。</translation>
    </message>
    <message>
        <source>Paused: your limit of loss in a day is reached. Its orders are being cancelled: each can fill until the venue confirms. Coins are kept.</source>
        <translation>已暂停：已达到您的单日亏损限额。正在撤销其订单：在交易所确认之前，每个订单都可能成交。币会保留。</translation>
    </message>
    <message>
        <source>Paused: your limit of drawdown is reached. Its orders are being cancelled: each can fill until the venue confirms. Coins are kept.</source>
        <translation>已暂停：已达到您的回撤限额。正在撤销其订单：在交易所确认之前，每个订单都可能成交。币会保留。</translation>
    </message>
    <message>
        <source>Nothing is placed for {slot}: {code}. Try again when solved.</source>
        <translation>{slot}未下单：{code}。解决后请重试。</translation>
    </message>
    <message>
        <source>The buy of {qty} at {price} is not placed: {code}.</source>
        <translation>{price} 处的 {qty} 买单未下：{code}。</translation>
    </message>
    <message>
        <source>The sell of {qty} at {price} is not placed: {code}.</source>
        <translation>{price} 处的 {qty} 卖单未下：{code}。</translation>
    </message>
    <message>
        <source>You asked for the buy of {qty} at {price} again.</source>
        <translation>您要求重新下 {price} 处的 {qty} 买单。</translation>
    </message>
    <message>
        <source>You asked for the sell of {qty} at {price} again.</source>
        <translation>您要求重新下 {price} 处的 {qty} 卖单。</translation>
    </message>
    <message>
        <source>{field}: {before} → {after}.</source>
        <translation>{field}：{before} → {after}。</translation>
    </message>
    <message>
        <source>Sold the coins: {qty} {base} at {price}. That brought {proceeds} after the fee.</source>
        <translation>已卖出持有的币：以 {price} 卖出 {qty} {base}。扣除手续费后得到 {proceeds}。</translation>
    </message>
    <message>
        <source>Cancelled at the venue, not by FinByte: {side} {qty} at {price}. Nothing is placed there until you try again.</source>
        <translation>在交易所被撤销（非 FinByte 所为）：以 {price} {side} {qty}。在您重试之前该处不会下单。</translation>
    </message>
    <message>
        <source>You said that it is not at the venue: {side} {qty} at {price}. Nothing is placed there until you try again.</source>
        <translation>您确认交易所没有该订单：以 {price} {side} {qty}。在您重试之前该处不会下单。</translation>
    </message>
    <message>
        <source>{amount} added: each order grows to {size}.</source>
        <translation>已追加 {amount}：每个订单将增至 {size}。</translation>
    </message>
    <message>
        <source>{amount} added: each order grows to {size}, {later} of them after their round trip.</source>
        <translation>已追加 {amount}：每个订单将增至 {size}，其中 {later} 个在完成来回交易之后。</translation>
    </message>
    <message>
        <source>Bought {qty} {base} at {price} for the larger orders.</source>
        <translation>为更大的订单以 {price} 买入 {qty} {base}。</translation>
    </message>
    <message>
        <source>Sold {qty} {base} at {price} for the larger orders.</source>
        <translation>为更大的订单以 {price} 卖出 {qty} {base}。</translation>
    </message>
    <message>
        <source>Waits, {reason}: orders rest, nothing new is placed.</source>
        <translation>等待（{reason}）：订单仍挂着，不会下新单。</translation>
    </message>
    <message>
        <source>Goes on after it had to wait for {lasted}.</source>
        <translation>等待 {lasted} 后继续运行。</translation>
    </message>
    <message>
        <source>Goes on: within {lasted} it had to wait {times} times.</source>
        <translation>继续运行：在 {lasted} 内等待了 {times} 次。</translation>
    </message>
    <message>
        <source>Paused by you: its orders are being cancelled, each can fill until the venue confirms. Nothing is placed until you resume.</source>
        <translation>您已暂停：正在撤销其订单，在交易所确认之前每个订单都可能成交。在您恢复之前不会下单。</translation>
    </message>
    <message>
        <source>Panic: you stopped this bot. Its orders are being cancelled, coins are kept.</source>
        <translation>紧急停止：您停止了此机器人。订单正在撤销，币保留。</translation>
    </message>
    <message>
        <source>The speed holds until FinByte is closed. {text}</source>
        <translation>该速度在关闭 FinByte 之前有效。{text}</translation>
    </message>
    <message>
        <source>The venue refused to move the stop of your {direction} {market} position to {price}: {reason}. A stop at {kept} for the whole position is there. Choose another price in Portfolio if you want it moved.</source>
        <translation>交易所拒绝将您的 {market} {direction}仓止损移至 {price}：{reason}。交易所现有一个 {kept} 的止损，覆盖全部持仓。如需移动，请在“投资组合”中选择其他价格。</translation>
    </message>
    <message>
        <source>The venue refused the stop at {price} for your {direction} {market} position: {reason}. It is not tried again. There is now: {stands}, which does not grow with the position. Without a stop: {naked}. Set another stop in Portfolio, or close the position.</source>
        <translation>交易所拒绝了您的 {market} {direction}仓在 {price} 的止损：{reason}。不会再次尝试。现有止损：{stands}，不会随持仓增加。没有止损的数量：{naked}。请在“投资组合”中另设止损，或平仓。</translation>
    </message>
    <message>
        <source>The venue refused the stop at {price} for your {direction} {market} position: {reason}. The stop at {again} is not back yet; FinByte goes on placing it. There is now: {stands}. Without a stop: {naked}. Look at the position in Portfolio until it is back.</source>
        <translation>交易所拒绝了您的 {market} {direction}仓在 {price} 的止损：{reason}。{again} 的止损尚未恢复，FinByte 会继续下单。现有止损：{stands}。没有止损的数量：{naked}。在其恢复之前，请留意“投资组合”中的持仓。</translation>
    </message>
    <message>
        <source>The venue refused the stop at {price} for your {direction} {market} position: {reason}. What stands under it could not be read after that: look at the venue. FinByte reads it again by itself.</source>
        <translation>交易所拒绝了您的 {market} {direction}仓在 {price} 的止损：{reason}。此后无法读取现有的止损：请到交易所查看。FinByte 会自动重新读取。</translation>
    </message>
    <message>
        <source>Its opening order trades.</source>
        <translation>正在成交开仓单。</translation>
    </message>
    <message>
        <source>Could not start: the investment is too small. {text}</source>
        <translation>无法启动：投资太少。{text}</translation>
    </message>
    <message>
        <source>The paper account was reset.</source>
        <translation>模拟账户已重置。</translation>
    </message>
    <message>
        <source>{amount} {asset} came into the paper account.</source>
        <translation>{amount} {asset} 已进入模拟账户。</translation>
    </message>
    <message>
        <source>Opening plan at {price}</source>
        <translation>{price} 的开仓计划</translation>
    </message>
    <message>
        <source>Order at {price}</source>
        <translation>{price} 的订单</translation>
    </message>
    <message>
        <source>{side} {qty} {base} at {price}</source>
        <translation>{side} {qty} {base}，价 {price}</translation>
    </message>
    <message>
        <source>Buy {qty} {base} at {price}</source>
        <translation>以 {price} 买入 {qty} {base}</translation>
    </message>
    <message>
        <source>Sell {qty} {base} at {price}</source>
        <translation>以 {price} 卖出 {qty} {base}</translation>
    </message>
    <message>
        <source>Buy {qty} {base} at market</source>
        <translation>按市价买入 {qty} {base}</translation>
    </message>
    <message>
        <source>Sell {qty} {base} at market</source>
        <translation>按市价卖出 {qty} {base}</translation>
    </message>
    <message>
        <source>Could not start: its orders are smaller than the market takes. {text}</source>
        <translation>无法启动：其订单小于市场要求。{text}</translation>
    </message>
    <message>
        <source>The stop loss was reached: its orders are being cancelled.</source>
        <translation>已触及止损:正在取消其订单。</translation>
    </message>
    <message>
        <source>The bot has ended at its stop loss.</source>
        <translation>机器人已在止损处结束。</translation>
    </message>
    <message>
        <source>Everything is spent: its orders are being cancelled.</source>
        <translation>资金已全部用完:正在取消其订单。</translation>
    </message>
    <message>
        <source>The bot has ended: everything is spent.</source>
        <translation>机器人已结束:资金已全部用完。</translation>
    </message>
    <message>
        <source>The bot has ended: all its deals are closed.</source>
        <translation>机器人已结束:所有交易均已平仓。</translation>
    </message>
    <message>
        <source>The bot has ended: too little money is left for another deal.</source>
        <translation>机器人已结束:剩余资金不足以再开一笔交易。</translation>
    </message>
    <message>
        <source>A deal begins: bought {qty} at {price}.</source>
        <translation>一轮交易开始：以 {price} 买入 {qty}。</translation>
    </message>
    <message>
        <source>Bought {qty} at {price}, safety order {number}. The take profit is placed anew.</source>
        <translation>以 {price} 买入 {qty}，第 {number} 个补仓单。止盈单重新挂出。</translation>
    </message>
    <message>
        <source>Bought {qty} at {price} by an order that had been called ended. These coins get a take profit, too.</source>
        <translation>一笔曾被视为已结束的订单以 {price} 买入了 {qty}。这些币同样会挂止盈单。</translation>
    </message>
    <message>
        <source>The rest of the base order is not bought: {qty} of {wanted} are there. The deal goes on with them.</source>
        <translation>首单的剩余部分不再买入：{wanted} 中已有 {qty}。本轮交易以这些币继续。</translation>
    </message>
    <message>
        <source>Sold {qty} at {price}.</source>
        <translation>以 {price} 卖出 {qty}。</translation>
    </message>
    <message>
        <source>Deal {number} is closed.</source>
        <translation>第 {number} 轮交易结束。</translation>
    </message>
    <message>
        <source>Deal {number} is closed: {trip}.</source>
        <translation>第 {number} 轮交易结束：{trip}。</translation>
    </message>
    <message>
        <source>Bought {qty} at {price}, {spent} spent so far with fees.</source>
        <translation>以 {price} 买入 {qty}，至今已花费 {spent}（含手续费）。</translation>
    </message>
    <message>
        <source>Sold {qty} at {price} with profit: {trip}.</source>
        <translation>以 {price} 卖出 {qty}，获利：{trip}。</translation>
    </message>
    <message>
        <source>Nothing was bought this time: the price {price} is beyond your limits.</source>
        <translation>这次没有买入：价格 {price} 超出您的限制。</translation>
    </message>
    <message>
        <source>Purchases that were missed meanwhile and are left out: {count}.</source>
        <translation>期间错过且不再补买的买入次数：{count}。</translation>
    </message>
    <message>
        <source>Purchases that were missed meanwhile: {count}. One is offered for all of them.</source>
        <translation>期间错过的买入次数：{count}。将一次性补买，等待您确认。</translation>
    </message>
    <message>
        <source>Everything is spent: {spent}.</source>
        <translation>资金已全部用完：{spent}。</translation>
    </message>
    <message>
        <source>Bought {qty} {base} at {price}.</source>
        <translation>以 {price} 买入 {qty} {base}。</translation>
    </message>
    <message>
        <source>Bought {qty} {base} at {price}, {spent} spent so far with fees.</source>
        <translation>以 {price} 买入 {qty} {base}，至今已花费 {spent}（含手续费）。</translation>
    </message>
    <message>
        <source>Sold {qty} {base} at {price}. Against its average cost: {trip}.</source>
        <translation>以 {price} 卖出 {qty} {base}。相对其平均成本：{trip}。</translation>
    </message>
    <message>
        <source>Sale {number} with profit is over.</source>
        <translation>第 {number} 次止盈卖出已完成。</translation>
    </message>
    <message>
        <source>The first purchase is over. Weights are watched from here.</source>
        <translation>首次买入已完成。从现在起关注权重。</translation>
    </message>
    <message>
        <source>Rebalance {number} is over.</source>
        <translation>第 {number} 次再平衡已完成。</translation>
    </message>
    <message>
        <source>Too little for an order, left as it is: {assets}.</source>
        <translation>金额太小，无法下单，保持不变：{assets}。</translation>
    </message>
    <message>
        <source>Not rebalanced: fees and slippage of {cost} would be too much for what is moved.</source>
        <translation>未再平衡：{cost} 的手续费和滑点相对于调整的金额过高。</translation>
    </message>
    <message>
        <source>Not rebalanced: no weight is {least} percentage points off, the farthest {points}. This is not told again until something was traded.</source>
        <translation>未再平衡:没有任何权重偏离达 {least} 个百分点,最大偏离为 {points}。在有新的成交之前不再重复提示。</translation>
    </message>
    <message>
        <source>Could not be sold and stays with the bot: {assets}. Sell it by hand.</source>
        <translation>无法卖出，留在机器人中：{assets}。请手动卖出。</translation>
    </message>
    <message>
        <source>the base order</source>
        <translation>首单</translation>
    </message>
    <message>
        <source>the sale with profit</source>
        <translation>止盈卖出</translation>
    </message>
    <message>
        <source>the purchase by the schedule</source>
        <translation>按计划的买入</translation>
    </message>
    <message>
        <source>the take profit</source>
        <translation>止盈单</translation>
    </message>
    <message>
        <source>Time of day in the bot&apos;s time zone</source>
        <translation>时刻（机器人的时区）</translation>
    </message>
    <message>
        <source>safety order {number}</source>
        <translation>第 {number} 个补仓单</translation>
    </message>
    <message>
        <source>an order of your code</source>
        <translation>您代码的一个订单</translation>
    </message>
    <message>
        <source>The strategy says: {text}</source>
        <translation>策略说明：{text}</translation>
    </message>
    <message>
        <source>The strategy was ended: {text}</source>
        <translation>策略已被终止：{text}</translation>
    </message>
    <message>
        <source>Its code cannot be started: {text}</source>
        <translation>其代码无法启动：{text}</translation>
    </message>
    <message>
        <source>Paused: its code could not be started. Nothing is placed until you put that right and resume.</source>
        <translation>已暂停：其代码无法启动。在您修正并恢复之前不会下单。</translation>
    </message>
    <message>
        <source>Paused: its code could not be started. Its orders are being cancelled, each can fill until the venue confirms. Nothing is placed until you put that right and resume.</source>
        <translation>已暂停：其代码无法启动。订单正在撤销，在交易所确认之前每个订单都可能成交。在您修正并恢复之前不会下单。</translation>
    </message>
    <message>
        <source>Bought {qty} at {price}.</source>
        <translation>以 {price} 买入 {qty}。</translation>
    </message>
    <message>
        <source>Sold {qty} at {price}, earned {trip}.</source>
        <translation>以 {price} 卖出 {qty}，盈利 {trip}。</translation>
    </message>
    <message>
        <source>Could not start: it would be liquidated before its last safety order. {text}</source>
        <translation>无法启动:在最后一个安全单之前就会被强平。{text}</translation>
    </message>
    <message>
        <source>Could not start: it would be liquidated before its stop loss. {text}</source>
        <translation>无法启动:在止损之前就会被强平。{text}</translation>
    </message>
    <message>
        <source>No deal begins: at this size the market allows less leverage. {text}</source>
        <translation>不再开始新交易:在此规模下市场只允许更低的杠杆。{text}</translation>
    </message>
    <message>
        <source>A deal begins: opened {qty} at {price}.</source>
        <translation>一笔交易开始:以 {price} 开仓 {qty}。</translation>
    </message>
    <message>
        <source>Opened {qty} more at {price}, safety order {number}. The take profit is placed anew.</source>
        <translation>以 {price} 加仓 {qty}(安全单 {number})。止盈单重新挂出。</translation>
    </message>
    <message>
        <source>Opened {qty} at {price} by an order that had been called ended. It gets a take profit, too.</source>
        <translation>一个已判定结束的订单又以 {price} 开仓 {qty}。这部分同样会挂止盈单。</translation>
    </message>
    <message>
        <source>The rest of the base order is not opened: {qty} of {wanted} are there. The deal goes on with them.</source>
        <translation>基础单的剩余部分不再开仓:已有 {wanted} 中的 {qty}。交易以此继续。</translation>
    </message>
    <message>
        <source>Closed {qty} at {price}.</source>
        <translation>以 {price} 平仓 {qty}。</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>The positions were not read yet.</source>
        <translation>尚未读取仓位。</translation>
    </message>
    <message>
        <source>The prices of this market are away; nothing was sent, and the request waits. Choose the feed of its bot again, then approve.</source>
        <translation>该市场的价格暂时没有；没有发送任何内容，请求仍在等待。请重新选择该机器人的行情来源，再批准。</translation>
    </message>
    <message>
        <source>{name}: true or false is needed, not {given}.</source>
        <translation>{name}：需要 true 或 false，而不是 {given}。</translation>
    </message>
    <message>
        <source>{name}: one of {choices} is needed, not {given}.</source>
        <translation>{name}：需要 {choices} 之一，而不是 {given}。</translation>
    </message>
    <message>
        <source>There is no parameter &quot;{key}&quot;. Did you mean &quot;{near}&quot;?</source>
        <translation>没有参数“{key}”。您是指“{near}”吗？</translation>
    </message>
    <message>
        <source>There is no bot type {type}.</source>
        <translation>没有机器人类型 {type}。</translation>
    </message>
    <message>
        <source>A bot named {name} exists.</source>
        <translation>已有名为 {name} 的机器人。</translation>
    </message>
    <message>
        <source>The bot still has orders.</source>
        <translation>该机器人还有订单。</translation>
    </message>
    <message>
        <source>Nothing is asked about this order. Nothing was changed.</source>
        <translation>关于此订单没有待回答的问题。没有任何更改。</translation>
    </message>
    <message>
        <source>On paper every order is in the records. Nothing was changed.</source>
        <translation>模拟账户的每个订单都有记录。没有任何更改。</translation>
    </message>
    <message>
        <source>A list without a market allows no order at all. Leave it empty for every market. Nothing was changed.</source>
        <translation>没有市场的列表不允许任何订单。留空表示允许所有市场。没有任何更改。</translation>
    </message>
    <message>
        <source>A limit of money needs its currency. Nothing was changed.</source>
        <translation>金额限制需要币种。没有任何更改。</translation>
    </message>
    <message>
        <source>The saved state was written by a newer version of FinByte. Nothing was changed. Start that version, or choose another folder: --data FOLDER.</source>
        <translation>保存的状态由更新版本的 FinByte 写入。没有任何更改。请启动那个版本，或选择其他文件夹：--data FOLDER。</translation>
    </message>
    <message>
        <source>The market {market} of a bot is not known. Nothing was changed or sent; orders that rest at the venue still do. Look after them there.</source>
        <translation>某机器人的市场 {market} 未知。没有更改或发送任何内容；交易所中的挂单仍在。请在交易所处理它们。</translation>
    </message>
    <message>
        <source>{venue} did not take the stop at {price}: {why} A stop at {kept} for the whole position is there. Choose another price if you want it moved.</source>
        <translation>{venue} 没有接受 {price} 的止损：{why} 现有一个 {kept} 的止损，覆盖全部持仓。如需移动，请选择其他价格。</translation>
    </message>
    <message>
        <source>{venue} did not take the stop at {price}: {why} Nothing limits the loss of the position now. Choose another price, or close the position.</source>
        <translation>{venue} 没有接受 {price} 的止损：{why} 现在没有任何东西限制该持仓的亏损。请选择其他价格，或平仓。</translation>
    </message>
    <message>
        <source>{venue} did not take the stop at {price}: {why} There is now: {stands}, which does not grow with the position. Without a stop: {naked}. Choose another price, or close the position.</source>
        <translation>{venue} 没有接受 {price} 的止损：{why} 现有止损：{stands}，不会随持仓增加。没有止损的数量：{naked}。请选择其他价格，或平仓。</translation>
    </message>
    <message>
        <source>{venue} did not take the stop at {price}: {why} A stop at {late} for the whole position is there, but the venue liquidates the position before it is reached. Before that there is: {stands}. Without a stop: {naked}. Choose another price, or close the position.</source>
        <translation>{venue} 没有接受 {price} 的止损：{why} {late} 处有覆盖全部持仓的止损，但在到达该价格之前交易所就会强平该持仓。在此之前的止损：{stands}。没有止损的数量：{naked}。请选择其他价格，或平仓。</translation>
    </message>
    <message>
        <source>{venue} did not take the stop at {price}: {why} The stop at {again} is not back yet; FinByte goes on placing it. There is now: {stands}. Without a stop: {naked}.</source>
        <translation>{venue} 没有接受 {price} 的止损：{why} {again} 的止损尚未恢复，FinByte 会继续下单。现有止损：{stands}。没有止损的数量：{naked}。</translation>
    </message>
    <message>
        <source>{venue} did not take the stop at {price}: {why} What stands under the position could not be read after that: look at the venue. FinByte reads it again by itself.</source>
        <translation>{venue} 没有接受 {price} 的止损：{why} 此后无法读取该持仓现有的止损：请到交易所查看。FinByte 会自动重新读取。</translation>
    </message>
    <message>
        <source>No new order leaves for {market} now: its market is closed for orders. Nothing was sent, and the request waits. Settings, Connections says what it waits for.</source>
        <translation>{market} 现在不发新订单：其市场已停止下单。没有发送任何东西，请求仍在等待。“设置 &gt; 连接”说明原因。</translation>
    </message>
    <message>
        <source>Fees are taken in coins there, and orders are whole lots: of {qty} {base} bought, {sold} are sold. A round trip shows {trip} {quote} instead of {whole}; {rest} {asset} of each stay in the bot as coins. Fewer grids or a larger investment make the lots count less.</source>
        <translation>该处以币收取手续费，且订单为整数手：每买入 {qty} {base} 只卖出 {sold}。每个来回显示 {trip} {quote}，而不是 {whole}；每次有 {rest} {asset} 以币的形式留在机器人中。减少网格数或增加投资可减小影响。</translation>
    </message>
    <message>
        <source>{venue} ended the stream of this account.</source>
        <translation>{venue} 结束了此账户的数据流。</translation>
    </message>
    <message>
        <source>This key belongs to another account than {name} has been so far. Nothing was changed: its bots and its records are those of the old account. Make a new key there, or add the other account as a connection of its own.</source>
        <translation>此密钥属于另一个账户，不是 {name} 一直使用的账户。没有任何改动：其机器人和记录属于原账户。请在交易所为原账户创建新密钥，或把另一个账户作为单独的连接添加。</translation>
    </message>
    <message>
        <source>{name} is this account already: the two keys belong to one account at {venue}. Nothing was changed. Two connections to one account would use the same money; use the one that is there, or make a key for another account (a sub-account counts as one).</source>
        <translation>{name} 已经是这个账户：两个密钥属于 {venue} 的同一账户。没有任何改动。两个连接会使用同一笔资金；请使用已有的连接，或为另一个账户（子账户也算）创建密钥。</translation>
    </message>
    <message>
        <source>{orders} Nothing was removed: without the key nobody can find out what became of it.</source>
        <translation>{orders} 没有删除任何东西：没有密钥就无法查明它的结果。</translation>
    </message>
    <message>
        <source>The vault locks after 1 to {most} minutes without use, or after 0 for never. Nothing was changed.</source>
        <translation>保险库在 1 到 {most} 分钟未使用后上锁，0 表示从不。没有任何改动。</translation>
    </message>
    <message>
        <source>There is no connection {name}. Known: {known}.</source>
        <translation>没有连接 {name}。已有：{known}。</translation>
    </message>
    <message>
        <source>There is no account {name}.</source>
        <translation>没有账户 {name}。</translation>
    </message>
    <message>
        <source>There is no connection {name}.</source>
        <translation>没有连接 {name}。</translation>
    </message>
    <message>
        <source>{name} is not connected.</source>
        <translation>{name} 未连接。</translation>
    </message>
    <message>
        <source>{name} was disconnected meanwhile.</source>
        <translation>{name} 在此期间已断开。</translation>
    </message>
    <message>
        <source>{name} uses this key already. Nothing was changed. Two connections to one account would use the same money; use the one that is there, or make another key for another account.</source>
        <translation>{name} 已在使用此密钥。没有任何更改。两个连接用同一账户会动用同一笔资金；请使用已有的连接，或为另一个账户创建另一个密钥。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>The search was cancelled.</source>
        <translation>搜索已取消。</translation>
    </message>
    <message>
        <source>The export was cancelled; no file was changed.</source>
        <translation>导出已取消；没有文件被更改。</translation>
    </message>
    <message>
        <source>{file}: column {column} does not hold numbers.</source>
        <translation>{file}：列 {column} 中不是数字。</translation>
    </message>
    <message>
        <source>{file} holds no recorded prices.</source>
        <translation>{file} 中没有录制的价格。</translation>
    </message>
    <message>
        <source>{file}: column {column} is missing. Needed are {needed}; found {found}.</source>
        <translation>{file}：缺少列 {column}。需要 {needed}；找到 {found}。</translation>
    </message>
    <message>
        <source>There is no file {path}.</source>
        <translation>没有文件 {path}。</translation>
    </message>
    <message>
        <source>{file} does not hold {symbol}; it holds {found}.</source>
        <translation>{file} 中没有 {symbol}；其中有 {found}。</translation>
    </message>
    <message>
        <source>{file}, line {line}: {column} {given} is not a whole number of milliseconds since 1970.</source>
        <translation>{file} 第 {line} 行：{column} {given} 不是自 1970 年起的整数毫秒。</translation>
    </message>
    <message>
        <source>{file}: {column} holds {kind}, not whole milliseconds since 1970.</source>
        <translation>{file}：{column} 为 {kind}，不是自 1970 年起的整数毫秒。</translation>
    </message>
    <message>
        <source>{file}, line {line}: open_time {time} repeats the time of the line before. --repair sorts the rows and drops exact duplicates.</source>
        <translation>{file} 第 {line} 行：open_time {time} 与上一行时间重复。--repair 会排序并去掉完全相同的行。</translation>
    </message>
    <message>
        <source>{file}, line {line}: open_time {time} is earlier than the line before. --repair sorts the rows and drops exact duplicates.</source>
        <translation>{file} 第 {line} 行：open_time {time} 早于上一行。--repair 会排序并去掉完全相同的行。</translation>
    </message>
    <message>
        <source>{file}, line {line}: two different candles at {time}; remove one of them.</source>
        <translation>{file} 第 {line} 行：{time} 有两根不同的 K 线；请删除其中一根。</translation>
    </message>
    <message>
        <source>{file}, line {line}: {column} is {given}, not a price above 0. Correct the line, or leave it out: gaps are allowed.</source>
        <translation>{file} 第 {line} 行：{column} 为 {given}，不是大于 0 的价格。请更正该行，或删去：允许有空缺。</translation>
    </message>
    <message>
        <source>{file}: the prices in {column} have more than {most} decimals.</source>
        <translation>{file}：{column} 中的价格超过 {most} 位小数。</translation>
    </message>
    <message>
        <source>{file}: the prices have too many digits together.</source>
        <translation>{file}：价格的总位数过多。</translation>
    </message>
    <message>
        <source>{file}, line {line}: volume is not a number of 0 or more.</source>
        <translation>{file} 第 {line} 行：volume 不是大于或等于 0 的数字。</translation>
    </message>
    <message>
        <source>{file}, line {line}: high is not the highest or low not the lowest price.</source>
        <translation>{file} 第 {line} 行：high 不是最高价，或 low 不是最低价。</translation>
    </message>
    <message>
        <source>{file} cannot be read as candles: {why}</source>
        <translation>{file} 无法作为 K 线读取：{why}</translation>
    </message>
    <message>
        <source>{path} was recorded by another version.</source>
        <translation>{path} 由其他版本录制。</translation>
    </message>
    <message>
        <source>{path} is not a recording that can be read.</source>
        <translation>{path} 不是可以读取的录制。</translation>
    </message>
    <message>
        <source>{path} holds no messages of Binance that can be read.</source>
        <translation>{path} 中没有可以读取的 Binance 消息。</translation>
    </message>
    <message>
        <source>{file} holds {count} symbols ({some}): say which with --symbol.</source>
        <translation>{file} 中有 {count} 个交易对（{some}）：请用 --symbol 指定。</translation>
    </message>
    <message>
        <source>{count} markets are too many for one feed: {most} are possible.</source>
        <translation>{count} 个市场对一个行情源来说太多：最多 {most} 个。</translation>
    </message>
    <message>
        <source>The candles of these files end on {day}; they cannot begin later.</source>
        <translation>这些文件的K线在 {day} 结束；不能在此之后开始。</translation>
    </message>
    <message>
        <source>{file} does not name the market of {name}: write it, such as BTC/USDT.</source>
        <translation>{file} 没有写明 {name} 的市场：请写明，例如 BTC/USDT。</translation>
    </message>
    <message>
        <source>{market} is there twice: in {first} and in {second}. Take one of them out.</source>
        <translation>{market} 出现了两次：在 {first} 和 {second} 中。请移除其中一个。</translation>
    </message>
    <message>
        <source>{market} does not go with {first}: the markets of one feed are priced in one currency.</source>
        <translation>{market} 与 {first} 不能同用：一个行情源的所有市场须以同一种货币计价。</translation>
    </message>
    <message>
        <source>{late} begins on {begin}, {early} ends on {end}: these files have no time in common.</source>
        <translation>{late} 于 {begin} 开始，{early} 于 {end} 结束：这些文件没有共同的时间。</translation>
    </message>
    <message>
        <source>This is no address of a server. Nothing was connected. Enter one such as https://example.com or http://127.0.0.1:8080.</source>
        <translation>这不是服务器地址。没有连接。请输入例如 https://example.com 或 http://127.0.0.1:8080 的地址。</translation>
    </message>
    <message>
        <source>The key would travel unencrypted: http is only for this computer. Nothing was connected. Enter https://{host} if the server offers it.</source>
        <translation>密钥会以未加密方式传输：http 只能用于本机。没有连接。如果服务器支持，请输入 https://{host}。</translation>
    </message>
    <message>
        <source>This computer has no keyring that keeps secrets (Secret Service, KWallet, Keychain or Windows Credential Manager). Keys can be kept in a vault file under a master password, or for this session.</source>
        <translation>本机没有可以保管密钥的系统钥匙串（Secret Service、KWallet、Keychain 或 Windows 凭据管理器）。密钥可以保存在由主密码保护的保险库文件中，或仅用于本次。</translation>
    </message>
    <message>
        <source>The key is damaged where it was kept. Enter it again.</source>
        <translation>保存的密钥已损坏。请重新输入。</translation>
    </message>
    <message>
        <source>The sealed key is gone or does not fit the keyring. Enter it again.</source>
        <translation>密封的密钥已丢失或与钥匙串不符。请重新输入。</translation>
    </message>
    <message>
        <source>This private key cannot be read. Paste the whole PEM block, without a password on it.</source>
        <translation>无法读取此私钥。请粘贴完整的 PEM 内容，且不带密码。</translation>
    </message>
    <message>
        <source>{path} cannot be read. It was not changed. The keys are still where they were kept; move the file away to add the connections again.</source>
        <translation>无法读取 {path}。文件没有更改。密钥仍在原处；请移走该文件后重新添加连接。</translation>
    </message>
    <message>
        <source>The system&apos;s keyring is locked or does not answer ({why}). No key was read or changed, no order was sent. Unlock it and try again.</source>
        <translation>系统钥匙串已锁定或没有响应（{why}）。没有读取或更改密钥，没有发送订单。请解锁后重试。</translation>
    </message>
    <message>
        <source>The engine stopped: {why}. Orders stay as they are on disk. Restart FinByte.</source>
        <translation>引擎已停止：{why}。订单与磁盘记录一致。请重新启动 FinByte。</translation>
    </message>
    <message>
        <source>The engine stopped: {why} Orders at the venue are as they were; no new one is sent. Restart FinByte, and look at the venue if this comes again.</source>
        <translation>引擎已停止：{why} 交易所中的订单保持不变；不再发送新订单。请重新启动 FinByte；若再次发生，请到交易所查看。</translation>
    </message>
    <message>
        <source>This feed has other prices for the market on which {name} has orders. Nothing was changed. Stop that bot first, or choose its own feed.</source>
        <translation>此行情来源对 {name} 有订单的市场给出不同的价格。没有任何更改。请先停止该机器人，或选择它自己的行情来源。</translation>
    </message>
    <message>
        <source>This feed has other prices for what {name} holds. Nothing was changed. Stop that bot and close its position first, or choose its own feed.</source>
        <translation>此行情源对 {name} 所持有的资产给出的是另一组价格。未做任何更改。请先停止该机器人并平掉其仓位，或选择它自己的行情源。</translation>
    </message>
    <message>
        <source>This recording has ended and can begin anew only without bots: the market time of {names} would jump back. Nothing was changed. Stop them first, or choose another feed.</source>
        <translation>该回放已结束，只有在没有机器人时才能从头开始：否则 {names} 的市场时间会倒退。未作任何更改。请先停止它们，或选择其他价格来源。</translation>
    </message>
    <message>
        <source>There is no price feed, so it is not known which money the account begins with. Nothing was changed. Choose a feed first.</source>
        <translation>没有价格来源，因此无法确定账户的起始资金。未作任何更改。请先选择价格来源。</translation>
    </message>
    <message>
        <source>The paper account has no limits of risk: its money is not real. Nothing was changed. Choose an account at a venue.</source>
        <translation>模拟账户没有风险限制：其资金不是真实的。没有任何更改。请选择交易所账户。</translation>
    </message>
    <message>
        <source>There is no export {what}.</source>
        <translation>没有导出项 {what}。</translation>
    </message>
    <message>
        <source>There is no format {form}; choose csv or parquet.</source>
        <translation>没有格式 {form}；请选择 csv 或 parquet。</translation>
    </message>
    <message>
        <source>There is no folder {path}. Nothing was written; check its name, or make it first.</source>
        <translation>没有文件夹 {path}。未写入任何内容；请检查名称，或先创建它。</translation>
    </message>
    <message>
        <source>The export could not be written to {path}: {why}. Nothing was changed. Choose another folder or free some space.</source>
        <translation>无法将导出写入 {path}：{why}。没有任何更改。请选择其他文件夹或释放空间。</translation>
    </message>
    <message>
        <source>The number {number} has more digits than Parquet can hold. Nothing was changed. Export it as CSV, which holds every digit.</source>
        <translation>数字 {number} 的位数超出 Parquet 的容量。没有任何更改。请导出为 CSV，它能保存每一位。</translation>
    </message>
    <message>
        <source>Choose a file to replay.</source>
        <translation>请选择要回放的文件。</translation>
    </message>
    <message>
        <source>{venue} took the cancel in, and the order is not proved to be gone. Its market stays closed. Try again in a moment, or cancel it at the venue.</source>
        <translation>{venue} 已接收撤单，但尚未证明该订单已消失。其市场保持关闭。请稍后重试，或在交易所撤单。</translation>
    </message>
    <message>
        <source>{venue} did not confirm the cancel, and the order is not proved to be gone. Its market stays closed. Try again in a moment, or cancel it at the venue.</source>
        <translation>{venue} 没有确认撤单，且尚未证明该订单已消失。其市场保持关闭。请稍后重试，或在交易所撤单。</translation>
    </message>
    <message>
        <source>{name} was closed, but not every order is known to be cancelled: {left} may still be at {venue} and may be filled.{why} Look at your open orders there and cancel them by hand, or connect again: FinByte then looks after them.</source>
        <translation>{name} 已关闭，但并非所有订单都已确认撤销：{left} 可能仍在 {venue}，并可能成交。{why} 请在那里查看挂单并手动撤销，或重新连接，由 FinByte 继续处理。</translation>
    </message>
    <message>
        <source>It is not known yet what became of every order. Nothing was booked. Wait until it is, and try again.</source>
        <translation>还不知道每个订单的结果。没有入账。请等到全部查明后再试。</translation>
    </message>
    <message>
        <source>{venue} does not trade {market} now. Nothing was sent.</source>
        <translation>{venue} 目前不交易 {market}。没有发送任何内容。</translation>
    </message>
    <message>
        <source>Another installation of FinByte has orders in this account ({order} in {market}). Nothing is sent from here: the two would use the same money. Its orders were not touched. Trade with the other one only; or stop its bots, see that its orders are gone at the venue, and connect again.</source>
        <translation>另一个 FinByte 安装在此账户中有订单（{market} 的 {order}）。此处不会发送任何内容：否则两者会动用同一笔资金。它的订单没有被触动。请只用那一个交易；或停止它的机器人，确认其订单已从交易所消失，再重新连接。</translation>
    </message>
    <message>
        <source>The records of this account do not give the same orders again: order {order} ({what}) is another one in the journal. Nothing was sent, and what rests at the venue rests on with nobody looking after it. Look at your open orders there. Then open the account with the version of FinByte that wrote the records, or restore a backup.</source>
        <translation>此账户的记录重放后得到不同的订单：订单 {order}（{what}）与日志中的不同。没有发送任何内容，交易所中的挂单仍在，但无人照看。请在那里查看挂单。然后用写入记录的 FinByte 版本打开账户，或恢复备份。</translation>
    </message>
    <message>
        <source>The account is being closed. Nothing was changed.</source>
        <translation>账户正在关闭。没有任何更改。</translation>
    </message>
    <message>
        <source>This part of the recording of {name} was dropped.</source>
        <translation>{name} 的这一段录制已被丢弃。</translation>
    </message>
    <message>
        <source>{name} has only {lines} lines, not {line}.</source>
        <translation>{name} 只有 {lines} 行，没有第 {line} 行。</translation>
    </message>
    <message>
        <source>This position belongs to the demo market with seed {seed}.</source>
        <translation>此位置属于种子为 {seed} 的演示市场。</translation>
    </message>
    <message>
        <source>{name} has changed since this position was saved.</source>
        <translation>自保存此位置以来，{name} 已改变。</translation>
    </message>
    <message>
        <source>The recording of {name} does not hold {market}.</source>
        <translation>{name} 的录制中没有 {market}。</translation>
    </message>
    <message>
        <source>The demo market does not have {market}.</source>
        <translation>演示市场没有 {market}。</translation>
    </message>
    <message>
        <source>{name} does not hold {market}.</source>
        <translation>{name} 中没有 {market}。</translation>
    </message>
    <message>
        <source>{name} does not have this position.</source>
        <translation>{name} 没有这个位置。</translation>
    </message>
    <message>
        <source>This is not a position in the demo market.</source>
        <translation>这不是演示市场中的位置。</translation>
    </message>
    <message>
        <source>The paper venue&apos;s process ends again and again. Nothing was lost: its orders and money are on its disk. Restart FinByte; if it goes on, start with another folder: --data FOLDER.</source>
        <translation>模拟交易所进程反复结束。没有丢失任何内容：其订单和资金都在磁盘上。请重新启动 FinByte；若仍如此，请换一个文件夹启动：--data FOLDER。</translation>
    </message>
    <message>
        <source>The paper venue&apos;s process is gone; whether it carried out its last request ({request}) is open. Funds stay reserved until it has been asked again.</source>
        <translation>模拟交易所进程已消失；它是否执行了最后的请求（{request}）尚不清楚。资金保持预留，直到再次查询。</translation>
    </message>
    <message>
        <source>The settings could not be written to {path}: {why}. The old settings stay. Free some space or give this user the right to write there.</source>
        <translation>无法将设置写入 {path}：{why}。保留旧设置。请释放空间，或给此用户写入权限。</translation>
    </message>
    <message>
        <source>The database {path} is damaged. It was not changed. No order can be sent until it is replaced: close FinByte, move the file away and put the newest copy from {backups} in its place, or start with another folder: --data FOLDER.</source>
        <translation>数据库 {path} 已损坏。文件没有更改。替换之前无法发送订单：请关闭 FinByte，移走该文件，将 {backups} 中最新的副本放到原处，或换一个文件夹启动：--data FOLDER。</translation>
    </message>
    <message>
        <source>This FinByte cannot go on with the data in {path} ({why}). Money and orders in it are as they were, and nothing was sent. {kept}Install the version that you had before, or start with another folder: --data FOLDER.</source>
        <translation>此版本的 FinByte 无法使用 {path} 中的数据（{why}）。其中的资金和订单保持原样，没有发送任何内容。{kept}请安装以前的版本，或换一个文件夹启动：--data FOLDER。</translation>
    </message>
    <message>
        <source>Something could not be written to {path}, by an error of the program. What is not on disk was neither shown nor sent; what is there is whole. Start again.</source>
        <translation>由于程序错误，有内容无法写入 {path}。未写入磁盘的内容既未显示也未发送；磁盘上的内容完整。请重新启动。</translation>
    </message>
    <message>
        <source>The database {path} cannot be used: {why}. Nothing was changed.</source>
        <translation>无法使用数据库 {path}：{why}。没有任何更改。</translation>
    </message>
    <message>
        <source>Another version of FinByte has {path} open (format {there}, this one knows {known}). Nothing was changed. Close its window first.</source>
        <translation>另一个版本的 FinByte 正在使用 {path}（格式 {there}，此版本支持 {known}）。没有任何更改。请先关闭它的窗口。</translation>
    </message>
    <message>
        <source>Another program holds the database {path}. Nothing was lost. Close that program and start again.</source>
        <translation>另一个程序占用数据库 {path}。没有丢失任何内容。请关闭该程序后重新启动。</translation>
    </message>
    <message>
        <source>The disk with {path} is full. Nothing was lost: what is not on disk was neither shown nor sent. Free some space and start again.</source>
        <translation>{path} 所在的磁盘已满。没有丢失任何内容：未写入磁盘的既未显示也未发送。请释放空间后重新启动。</translation>
    </message>
    <message>
        <source>FinByte may not write to {path}. Nothing was lost. Give this user the right to write there, or start with another folder: --data FOLDER.</source>
        <translation>FinByte 无权写入 {path}。没有丢失任何内容。请给此用户写入权限，或换一个文件夹启动：--data FOLDER。</translation>
    </message>
    <message>
        <source>The data in {path} was written by a newer FinByte (format {there}, this one knows {known}). Nothing was changed. Install the newer version, or start with another folder: --data FOLDER.</source>
        <translation>{path} 中的数据由更新版本的 FinByte 写入（格式 {there}，此版本支持 {known}）。没有任何更改。请安装新版本，或换一个文件夹启动：--data FOLDER。</translation>
    </message>
    <message>
        <source>The data folder {path} cannot be used: {why}. Nothing was changed and nothing runs. Give this user the right to write there, or start with another folder: --data FOLDER.</source>
        <translation>数据文件夹 {path} 无法使用：{why}。未作任何更改，也没有任何东西在运行。请授予当前用户写入权限，或使用其他文件夹启动：--data FOLDER。</translation>
    </message>
    <message>
        <source>The log cannot be written to {path}: {why}. Nothing was changed and nothing runs. Give this user the right to write there.</source>
        <translation>日志无法写入 {path}：{why}。未作任何更改，也没有任何东西在运行。请授予当前用户写入权限。</translation>
    </message>
    <message>
        <source>FinByte is already running with the data folder {path}. Nothing was changed. Use the window that is open, or start with another folder: --data FOLDER.</source>
        <translation>FinByte 已在使用数据文件夹 {path} 运行。没有任何更改。请使用已打开的窗口，或换一个文件夹启动：--data FOLDER。</translation>
    </message>
    <message>
        <source>Nothing of {name} has been replayed yet.</source>
        <translation>{name} 还没有回放任何内容。</translation>
    </message>
    <message>
        <source>The master password needs at least {count} characters; longer is safer.</source>
        <translation>主密码至少需要 {count} 个字符；越长越安全。</translation>
    </message>
    <message>
        <source>There is a vault already: {path}. Nothing was changed.</source>
        <translation>已有保险库：{path}。没有任何更改。</translation>
    </message>
    <message>
        <source>{path} could not be written: {why}. What was there before is unchanged. Free some space or give this user the right to write there.</source>
        <translation>无法写入 {path}：{why}。原有内容没有改变。请释放空间，或给此用户写入权限。</translation>
    </message>
    <message>
        <source>{path} was written by a newer FinByte. Nothing was changed. Start that version.</source>
        <translation>{path} 由更新版本的 FinByte 写入。没有任何更改。请启动那个版本。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {why}. Nothing was opened.</source>
        <translation>无法读取 {path}：{why}。没有打开任何内容。</translation>
    </message>
    <message>
        <source>{path} is damaged. It was not changed. Put a copy of it in its place, or move it away and enter the keys again: the venues still have them.</source>
        <translation>{path} 已损坏。文件没有更改。请用副本替换，或移走后重新输入密钥：交易所仍保有它们。</translation>
    </message>
    <message>
        <source>An answer of {venue} cannot be read (it is not built as an answer should be).</source>
        <translation>无法读取 {venue} 的答复（其结构不符合要求）。</translation>
    </message>
    <message>
        <source>An answer of {venue} cannot be read ({why}).</source>
        <translation>无法读取 {venue} 的回答（{why}）。</translation>
    </message>
    <message>
        <source>{venue} told trades of another time.</source>
        <translation>{venue} 返回了其他时间的成交。</translation>
    </message>
    <message>
        <source>{venue} gave no answer that can be used: none came, or it broke off.</source>
        <translation>{venue} 没有给出可用的答复：没有收到，或中途断开。</translation>
    </message>
    <message>
        <source>{venue} gave no answer that can be used: it lacks what was asked for (HTTP status {status}).</source>
        <translation>{venue} 没有给出可用的答复：其中没有所请求的内容（HTTP 状态 {status}）。</translation>
    </message>
    <message>
        <source>{venue} gave no answer that can be used: it is not built as an answer should be (HTTP status {status}).</source>
        <translation>{venue} 没有给出可用的答复：其结构不符合要求（HTTP 状态 {status}）。</translation>
    </message>
    <message>
        <source>This request is not reachable from FinByte.</source>
        <translation>FinByte 不使用此请求。没有发送。</translation>
    </message>
    <message>
        <source>{request} is not among the endpoints that FinByte uses.</source>
        <translation>{request} 不在 FinByte 使用的接口之中。没有发送。</translation>
    </message>
    <message>
        <source>An order without an intent was about to leave.</source>
        <translation>一个没有意图记录的订单正要发出，已被拦下。</translation>
    </message>
    <message>
        <source>The same order was about to leave twice.</source>
        <translation>同一订单正要发出两次，已被拦下。</translation>
    </message>
    <message>
        <source>An order without our id was about to leave.</source>
        <translation>一个没有我们编号的订单正要发出，已被拦下。</translation>
    </message>
    <message>
        <source>The order that was about to leave is not the one that was meant.</source>
        <translation>将要发出的订单与预定的不同，已被拦下。</translation>
    </message>
    <message>
        <source>{venue} has no such order.</source>
        <translation>{venue} 没有这个订单。</translation>
    </message>
    <message>
        <source>That is a longer time than can be read at once.</source>
        <translation>这段时间过长，无法一次读取。</translation>
    </message>
    <message>
        <source>A list of {venue} has no end, or more than {most} pages. It was not read in part.</source>
        <translation>{venue} 的列表没有结尾，或超过 {most} 页。没有只读取一部分。</translation>
    </message>
    <message>
        <source>{venue} has more trades in one moment than it shows in a page.</source>
        <translation>{venue} 同一时刻的成交多于一页能显示的数量。</translation>
    </message>
    <message>
        <source>{venue} has fallen silent.</source>
        <translation>{venue} 没有声息了。</translation>
    </message>
    <message>
        <source>{venue} does not offer such play money. Nothing was connected. Choose another kind of play money, or another venue.</source>
        <translation>{venue} 不提供这种模拟资金。没有连接。请选择另一种模拟资金，或另一个交易所。</translation>
    </message>
    <message>
        <source>{venue} does not offer both a test network and demo trading at once. Nothing was connected. Choose another kind of play money, or another venue.</source>
        <translation>{venue} 不能同时使用测试网和模拟交易。没有连接。请选择另一种模拟资金，或另一个交易所。</translation>
    </message>
    <message>
        <source>{venue} told no market that is traded. Nothing was sent.</source>
        <translation>{venue} 没有给出可交易的市场。没有发送任何内容。</translation>
    </message>
    <message>
        <source>The clock of this computer does not stand still.</source>
        <translation>本机时钟不稳定。</translation>
    </message>
    <message>
        <source>{venue} answered with another order.</source>
        <translation>{venue} 返回了另一个订单。</translation>
    </message>
    <message>
        <source>{venue} does not tell its time. Nothing was sent.</source>
        <translation>{venue} 没有给出时间。没有发送任何内容。</translation>
    </message>
    <message>
        <source>There is no venue {venue}. Nothing was connected.</source>
        <translation>没有交易所 {venue}。没有连接。</translation>
    </message>
    <message>
        <source>No candle of {symbol} has ended yet: there is nothing to calculate with.</source>
        <translation>{symbol} 还没有走完的 K 线：没有可用于计算的数据。</translation>
    </message>
    <message>
        <source>There is no file {path}. Nothing was changed; choose the file where it is now.</source>
        <translation>没有文件 {path}。没有改变任何内容；请选择该文件现在的位置。</translation>
    </message>
    <message>
        <source>{file} has no candles. Nothing was changed; choose a file with lines below its header.</source>
        <translation>{file} 中没有 K 线。没有改变任何内容；请选择表头下有数据行的文件。</translation>
    </message>
    <message>
        <source>{venue} was asked too much and takes no requests until {until}.</source>
        <translation>{venue} 收到的请求过多，在 {until} 之前不再接受请求。</translation>
    </message>
    <message>
        <source>{venue} has blocked the address of this computer until {until}, because it was asked too much.</source>
        <translation>因请求过多，{venue} 已屏蔽本机地址，直到 {until}。</translation>
    </message>
    <message>
        <source>The firewall of {venue} refuses the address of this computer (HTTP {status}).</source>
        <translation>{venue} 的防火墙拒绝本机地址（HTTP {status}）。</translation>
    </message>
    <message>
        <source>{venue} does not serve the country that this computer&apos;s connection seems to be in (HTTP {status}).</source>
        <translation>{venue} 不为本机网络所在的国家或地区提供服务（HTTP {status}）。</translation>
    </message>
    <message>
        <source>{venue} is under maintenance.</source>
        <translation>{venue} 正在维护。</translation>
    </message>
    <message>
        <source>{venue} does not answer, or only with errors.</source>
        <translation>{venue} 没有响应，或只返回错误。</translation>
    </message>
    <message>
        <source>A web page came where {venue} should answer: this network asks for a sign-in, or a program in between changes answers.</source>
        <translation>本应由 {venue} 回答之处返回了网页：此网络要求登录，或中间有程序更改了回答。</translation>
    </message>
    <message>
        <source>What answers in the place of {venue} cannot prove that it is {venue} (TLS certificate), so nothing is sent to it.</source>
        <translation>代替 {venue} 回答的一方无法证明自己是 {venue}（TLS 证书），因此不会向它发送任何内容。</translation>
    </message>
    <message>
        <source>{venue} refuses the time of the requests: this computer&apos;s clock was changed, or answers take too long.</source>
        <translation>{venue} 拒绝请求中的时间：本机时钟被更改，或回答耗时过长。</translation>
    </message>
    <message>
        <source>{venue} does not know this API key, or its secret does not fit.</source>
        <translation>{venue} 不认识此 API 密钥，或其密文不符。</translation>
    </message>
    <message>
        <source>{venue} refuses this API key: it was deleted or has expired, it may not be used from this computer&apos;s address, or it may not do this.</source>
        <translation>{venue} 拒绝此 API 密钥：它已被删除或过期，不允许从本机地址使用，或无权执行此操作。</translation>
    </message>
    <message>
        <source>The API key for {venue} has expired.</source>
        <translation>{venue} 的 API 密钥已过期。</translation>
    </message>
    <message>
        <source>The API key for {venue} may not be used from this computer&apos;s address.</source>
        <translation>{venue} 的 API 密钥不允许从本机地址使用。</translation>
    </message>
    <message>
        <source>The API key for {venue} may not do this.</source>
        <translation>{venue} 的 API 密钥无权执行此操作。</translation>
    </message>
    <message>
        <source>The API key for {venue} may not trade any more: orders can be neither placed nor cancelled from here.</source>
        <translation>{venue} 的 API 密钥已无权交易：从这里既不能下单，也不能撤单。</translation>
    </message>
    <message>
        <source>{venue} does not have this market (any more).</source>
        <translation>{venue} 没有（或不再有）这个市场。</translation>
    </message>
    <message>
        <source>Orders that rest there stay and may still be filled; no new order is sent. They can be cancelled at the venue&apos;s own site or app.</source>
        <translation>那里的挂单仍在，并可能成交；不再发送新订单。可在交易所的网站或应用中撤单。</translation>
    </message>
    <message>
        <source>Orders that rest there stay and may still be filled; no new order is sent.</source>
        <translation>那里的挂单仍在，并可能成交；不再发送新订单。</translation>
    </message>
    <message>
        <source>Orders that rest there stay and may still be filled.</source>
        <translation>那里的挂单保留，仍可能成交。</translation>
    </message>
    <message>
        <source>This request did nothing. Orders that rest there stay and may still be filled.</source>
        <translation>此请求没有产生任何作用。那里的挂单仍在，并可能成交。</translation>
    </message>
    <message>
        <source>The order that was on its way may be live: its money stays reserved, and FinByte asks until it knows.</source>
        <translation>途中的订单可能已生效：其资金保持预留，FinByte 会一直查询直到确定。</translation>
    </message>
    <message>
        <source>Nothing needs to be done; other programs at the same address or key add to this.</source>
        <translation>无需操作；同一地址或密钥的其他程序也会计入。</translation>
    </message>
    <message>
        <source>Close other programs that trade from this address, and wait.</source>
        <translation>请关闭从此地址交易的其他程序，然后等待。</translation>
    </message>
    <message>
        <source>Close other programs that trade from this address, and wait some minutes; behind a VPN, take another way out.</source>
        <translation>请关闭从此地址交易的其他程序，并等待几分钟；若使用 VPN，请更换出口。</translation>
    </message>
    <message>
        <source>Switch off a VPN or proxy that leads through another country, or use a venue that serves yours.</source>
        <translation>请关闭经由其他国家的 VPN 或代理，或使用为您所在地区服务的交易所。</translation>
    </message>
    <message>
        <source>Nothing needs to be done: FinByte goes on by itself when the venue is back.</source>
        <translation>无需操作：交易所恢复后 FinByte 会自动继续。</translation>
    </message>
    <message>
        <source>Check this computer&apos;s connection and the venue&apos;s status page; FinByte goes on by itself.</source>
        <translation>请检查本机网络和交易所的状态页；FinByte 会自动继续。</translation>
    </message>
    <message>
        <source>Open a browser and sign in to the network, or use another one.</source>
        <translation>请打开浏览器登录网络，或使用其他网络。</translation>
    </message>
    <message>
        <source>Sign in to the network in a browser, check this computer&apos;s date, and switch off programs that look into encrypted connections.</source>
        <translation>请在浏览器中登录网络，检查本机日期，并关闭会窥视加密连接的程序。</translation>
    </message>
    <message>
        <source>Let the system set the time by itself; FinByte measures the difference and goes on.</source>
        <translation>请让系统自动设置时间；FinByte 会测量差值并继续。</translation>
    </message>
    <message>
        <source>Enter key and secret again, or make a new key at the venue.</source>
        <translation>请重新输入密钥和密文，或在交易所创建新密钥。</translation>
    </message>
    <message>
        <source>Look at the key&apos;s page at the venue: is it there, does its list of addresses hold this computer&apos;s, may it trade?</source>
        <translation>请查看交易所的密钥页面：密钥是否还在，地址列表是否包含本机，是否允许交易？</translation>
    </message>
    <message>
        <source>Make a new key at the venue and enter it here.</source>
        <translation>请在交易所创建新密钥并在此输入。</translation>
    </message>
    <message>
        <source>Add this computer&apos;s address to the key&apos;s list at the venue; at home it may change.</source>
        <translation>请在交易所将本机地址加入密钥的列表；家用网络的地址可能会变。</translation>
    </message>
    <message>
        <source>Allow trading for the key at the venue.</source>
        <translation>请在交易所允许该密钥交易。</translation>
    </message>
    <message>
        <source>Allow trading for the key at the venue: FinByte looks again every few minutes. Then try the refused orders again on the page of their bot.</source>
        <translation>请在交易所为该密钥开启交易权限：FinByte 每隔几分钟再次查看。之后请在机器人页面上重试被拒绝的订单。</translation>
    </message>
    <message>
        <source>Choose another market; the list is read anew every few minutes.</source>
        <translation>请选择其他市场；列表每隔几分钟重新读取。</translation>
    </message>
    <message>
        <source>{venue} refused: {name} ({number}).</source>
        <translation>{venue} 拒绝：{name}（{number}）。</translation>
    </message>
    <message>
        <source>further notice</source>
        <translation>另行通知</translation>
    </message>
    <message>
        <source>This bot trades perpetuals. Choose one.</source>
        <translation>此机器人交易永续合约。请选择一个。</translation>
    </message>
    <message>
        <source>This bot trades spot markets. Choose one.</source>
        <translation>此机器人交易现货市场。请选择一个。</translation>
    </message>
    <message>
        <source>Another bot trades this perpetual, and the venue keeps one position a market: both would share it, and neither could tell its profit. Stop that bot first, or choose another.</source>
        <translation>另一个机器人正在交易此永续合约，而交易所每个市场只有一个持仓：两者会共用它，都无法说明自己的盈亏。请先停止那个机器人，或另选市场。</translation>
    </message>
    <message>
        <source>{venue} has not booked every trade yet.</source>
        <translation>{venue} 尚未为每笔成交记账。</translation>
    </message>
    <message>
        <source>This account is in hedge mode, with a long and a short position a market. FinByte&apos;s bots trade perpetuals in one-way mode. Nothing was sent. Switch {venue} to one-way mode, which needs all positions closed, then create the bot again.</source>
        <translation>该账户处于双向持仓模式，每个市场有多空两个仓位。FinByte 的机器人只在单向持仓模式下交易永续合约。没有发送任何内容。请在 {venue} 切换为单向持仓模式（需要先平掉所有仓位），然后重新创建机器人。</translation>
    </message>
    <message>
        <source>There is a position of {qty} in {market} at {venue} already. The venue keeps one position a market: it would be netted with the bot&apos;s. Nothing was sent. Close it first, or choose another market.</source>
        <translation>{venue} 的 {market} 已有 {qty} 的仓位。交易平台每个市场只保留一个仓位：它会与机器人的仓位合并。没有发送任何内容。请先平仓，或选择其他市场。</translation>
    </message>
    <message>
        <source>{count} orders rest in {market} at {venue} that are no bot&apos;s. One that trades would change the bot&apos;s position. Nothing was sent. Cancel them first, or choose another market.</source>
        <translation>{venue} 的 {market} 有 {count} 笔不属于任何机器人的挂单。其中任何一笔成交都会改变机器人的仓位。没有发送任何内容。请先撤销它们，或选择其他市场。</translation>
    </message>
    <message>
        <source>Bybit keeps one margin mode for the whole account, and yours is not isolated margin. Nothing was sent. Switch the account to isolated margin at Bybit, then create the bot again.</source>
        <translation>Bybit 的整个账户只有一种保证金模式，而您的不是逐仓保证金。没有发送任何内容。请在 Bybit 将账户切换为逐仓保证金，然后重新创建机器人。</translation>
    </message>
    <message>
        <source>{venue} does not show isolated margin and leverage {leverage} for {market}. No order was sent. Look at the settings of this market there, and try again.</source>
        <translation>{venue} 未显示 {market} 为逐仓保证金和 {leverage} 倍杠杆。没有发送任何订单。请查看该市场在那里的设置，然后重试。</translation>
    </message>
    <message>
        <source>{venue} refused to set {market}: {why}. No order was sent. Look at the settings of this market there, and try again.</source>
        <translation>{venue} 拒绝设置 {market}：{why}。没有发送任何订单。请查看该市场在那里的设置，然后重试。</translation>
    </message>
    <message>
        <source>The prices of this market are away, so its position cannot be closed now. Nothing was sent. Choose the feed of its bot again.</source>
        <translation>此市场目前没有行情，因此现在无法平仓。没有发送任何内容。请重新选择其机器人的行情来源。</translation>
    </message>
    <message>
        <source>No order leaves for this market just now, so its position cannot be closed. Nothing was sent. Settings, Connections says what it waits for.</source>
        <translation>此市场目前不发出订单，因此无法平仓。没有发送任何内容。设置 &gt; 连接中说明了正在等待什么。</translation>
    </message>
    <message>
        <source>{name} has {books} in its books, and {venue} has {there}. Nothing was sent. If you closed it there, say so in Settings, Connections: the bot then takes the venue&apos;s position as true.</source>
        <translation>{name} 的账上有 {books}，而 {venue} 有 {there}。没有发送任何内容。如果您是在那里平仓的，请在设置 &gt; 连接中确认：机器人随后以交易平台的仓位为准。</translation>
    </message>
    <message>
        <source>The position at the venue is the bot&apos;s by now. Nothing was changed.</source>
        <translation>交易平台的仓位现在已与机器人一致。没有任何更改。</translation>
    </message>
    <message>
        <source>On paper nobody else trades. Nothing was changed.</source>
        <translation>模拟账户中没有其他人交易。没有任何更改。</translation>
    </message>
    <message>
        <source>The bot&apos;s position is another one by now. Nothing was changed. Look again.</source>
        <translation>机器人的仓位已经变了。没有任何更改。请再看一次。</translation>
    </message>
    <message>
        <source>The position at the venue is another one by now. Nothing was changed. Look again.</source>
        <translation>交易平台的仓位已经变了。没有任何更改。请再看一次。</translation>
    </message>
    <message>
        <source>The position at the venue is larger than the bot&apos;s: what was added outside is not the bot&apos;s, and it was not closed. Nothing was changed. Take back at the venue what you added, or stop the bot with its position closed.</source>
        <translation>交易平台的仓位比机器人的大：在外部增加的部分不属于机器人，也没有平仓。没有任何更改。请在交易平台平掉您增加的部分，或停止机器人并平仓。</translation>
    </message>
    <message>
        <source>It is being asked just now whose trade it was. Nothing was changed. Try again in a moment.</source>
        <translation>正在查询这笔成交属于谁。没有任何更改。请稍后再试。</translation>
    </message>
    <message>
        <source>The bot still holds a position. Close it first: nobody would look after it.</source>
        <translation>机器人仍有持仓。请先平仓：否则无人照看它。</translation>
    </message>
    <message>
        <source>The maintenance tiers of this market are not known, so no liquidation price can be told.</source>
        <translation>此市场的维持保证金档位未知，无法给出强平价格。</translation>
    </message>
    <message>
        <source>The leverage tiers of this perpetual are not known, and without them nobody can tell when its position is liquidated. Give the file that has them: --leverage-tiers FILE.</source>
        <translation>此永续合约的杠杆档位未知，没有档位就无法判断持仓何时被强平。请提供包含档位的文件：--leverage-tiers FILE。</translation>
    </message>
    <message>
        <source>The position would be liquidated at about {price}, inside the range. Use less leverage, or say that you accept it.</source>
        <translation>仓位约在 {price} 被强平，位于区间之内。请降低杠杆，或表明您接受。</translation>
    </message>
    <message>
        <source>The position would be liquidated at about {price}, before this much is lost. A smaller loss, less leverage or more margin makes the stop come first.</source>
        <translation>仓位约在 {price} 被强平，早于达到该亏损。减小亏损额、降低杠杆或增加保证金可使止损先触发。</translation>
    </message>
    <message>
        <source>The position would be liquidated at about {price}, inside the range. Less leverage, or more margin with the same order size, moves it away.</source>
        <translation>持仓会在约 {price} 处被强平，位于区间之内。降低杠杆，或在订单数量不变时增加保证金，可使其远离。</translation>
    </message>
    <message>
        <source>{name}: a time such as 09:30 is needed, not {given}.</source>
        <translation>{name}：需要 09:30 这样的时间，而不是 {given}。</translation>
    </message>
    <message>
        <source>{name}: {given} is no time zone. Examples: UTC, Europe/Berlin, Asia/Kolkata.</source>
        <translation>{name}：{given} 不是时区。例如：UTC、Europe/Berlin、Asia/Kolkata。</translation>
    </message>
    <message>
        <source>Safety order {number} would stand at or below zero. Feasible: up to {most}.</source>
        <translation>第 {number} 个补仓单的价格将为零或更低。可行：最多 {most}。</translation>
    </message>
    <message>
        <source>The market takes no safety order of less than {amount}.</source>
        <translation>市场不接受小于 {amount} 的补仓单。</translation>
    </message>
    <message>
        <source>The market takes no base order of less than {amount}.</source>
        <translation>市场不接受小于 {amount} 的首单。</translation>
    </message>
    <message>
        <source>The market takes no order of less than {amount}.</source>
        <translation>市场不接受小于 {amount} 的订单。</translation>
    </message>
    <message>
        <source>The base order is smaller than the market takes at {price}: {amount} is needed.</source>
        <translation>首单小于市场在 {price} 时接受的最小值：需要 {amount}。</translation>
    </message>
    <message>
        <source>An order is smaller than the market takes at {price}.</source>
        <translation>订单小于市场在 {price} 时接受的最小值。</translation>
    </message>
    <message>
        <source>{amount} is too little for an order of any asset.</source>
        <translation>{amount} 不足以买入任何一种资产。</translation>
    </message>
    <message>
        <source>The investment is less than one order spends. Feasible: from {amount}.</source>
        <translation>投资少于一笔订单的支出。可行：从 {amount} 起。</translation>
    </message>
    <message>
        <source>The price floor is above the price cap {cap}: no order would ever be sent.</source>
        <translation>价格下限高于价格上限 {cap}：永远不会下单。</translation>
    </message>
    <message>
        <source>An interval of {interval} has no {name}.</source>
        <translation>间隔 {interval} 没有 {name}。</translation>
    </message>
    <message>
        <source>An interval of {interval} needs {name}.</source>
        <translation>间隔 {interval} 需要 {name}。</translation>
    </message>
    <message>
        <source>Hours are full hours of UTC, at no other time.</source>
        <translation>小时间隔为 UTC 整点，不在其他时间。</translation>
    </message>
    <message>
        <source>investment: an amount above 0, or own coins, are needed.</source>
        <translation>investment：需要大于 0 的金额，或自有币。</translation>
    </message>
    <message>
        <source>{name}: assets with a number each are needed, such as BTC 50, ETH 50.</source>
        <translation>{name}：需要带数字的资产列表，例如 BTC 50, ETH 50。</translation>
    </message>
    <message>
        <source>{name}: {given} is not the name of an asset.</source>
        <translation>{name}：{given} 不是资产名称。</translation>
    </message>
    <message>
        <source>{name}: {asset} is {number}, not a number of 0 or more.</source>
        <translation>{name}：{asset} 为 {number}，不是 0 或更大的数字。</translation>
    </message>
    <message>
        <source>assets: {low} to {high} are possible, not {count}.</source>
        <translation>assets：可用 {low} 到 {high} 个资产，而不是 {count} 个。</translation>
    </message>
    <message>
        <source>assets: {asset} has no share. Leave it out, or give it one.</source>
        <translation>assets：{asset} 没有份额。请去掉它或给它份额。</translation>
    </message>
    <message>
        <source>assets: at least one asset needs a share.</source>
        <translation>assets：至少一个资产需要份额。</translation>
    </message>
    <message>
        <source>assets: the share of {asset} has too many digits.</source>
        <translation>assets：{asset} 的份额位数过多。</translation>
    </message>
    <message>
        <source>assets: the weights add up to {total} %, not to 100 %.</source>
        <translation>assets：权重合计为 {total} %，而不是 100 %。</translation>
    </message>
    <message>
        <source>assets: equal weights are written as 1 for each asset.</source>
        <translation>assets：等权重时每个资产写 1。</translation>
    </message>
    <message>
        <source>own: {asset} is not among the assets.</source>
        <translation>own：{asset} 不在资产之中。</translation>
    </message>
    <message>
        <source>own: a quantity of {asset} above 0 is needed.</source>
        <translation>own：需要大于 0 的 {asset} 数量。</translation>
    </message>
    <message>
        <source>What was put in cannot be edited. Add investment instead.</source>
        <translation>已投入的资金不能修改。请改为追加投资。</translation>
    </message>
    <message>
        <source>assets: {asset} has no market here that goes with {quote}.</source>
        <translation>assets：{asset} 在这里没有以 {quote} 计价的市场。</translation>
    </message>
    <message>
        <source>assets: the bot holds {asset}. Give it a share of 0 to sell it.</source>
        <translation>assets：机器人持有 {asset}。将其份额设为 0 即可卖出。</translation>
    </message>
    <message>
        <source>{market} does not go with {first}: one bot trades spot markets of one quote asset.</source>
        <translation>{market} 与 {first} 不匹配：一个机器人只交易同一计价资产的现货市场。</translation>
    </message>
    <message>
        <source>All markets of one bot need the same quote asset.</source>
        <translation>一个机器人的所有市场需要同一计价资产。</translation>
    </message>
    <message>
        <source>{asset} is named twice.</source>
        <translation>{asset} 出现了两次。</translation>
    </message>
    <message>
        <source>The candles of these markets have no time in common.</source>
        <translation>这些市场的K线没有共同的时间段。</translation>
    </message>
    <message>
        <source>{place}: {error} (in {function})</source>
        <translation>{place}：{error}（在 {function} 中）</translation>
    </message>
    <message>
        <source>{place}: it did not come back within {seconds} s and was ended.</source>
        <translation>{place}：在 {seconds} 秒内没有返回，已被结束。</translation>
    </message>
    <message>
        <source>{place}: it was not imported within {seconds} s and was ended.</source>
        <translation>{place}：在 {seconds} 秒内没有完成导入，已被结束。</translation>
    </message>
    <message>
        <source>The strategy sent what nobody can read, and was ended.</source>
        <translation>策略发送了无法读取的内容，已被结束。</translation>
    </message>
    <message>
        <source>The strategy&apos;s process was ended by the signal {signal}.</source>
        <translation>策略的进程被信号 {signal} 结束。</translation>
    </message>
    <message>
        <source>The strategy&apos;s process ended by itself, with status {status}.</source>
        <translation>策略的进程自行结束，状态为 {status}。</translation>
    </message>
    <message>
        <source>The strategy sent a message that is larger than any may be, and was ended.</source>
        <translation>策略发送的消息超过允许的大小，已被结束。</translation>
    </message>
    <message>
        <source>It does not keep up with the market.</source>
        <translation>它跟不上行情。</translation>
    </message>
    <message>
        <source>It sends more messages than any strategy needs, and was ended.</source>
        <translation>它发送的消息过多，已被结束。</translation>
    </message>
    <message>
        <source>It asks without reading the answers, and was ended.</source>
        <translation>它只提问而不读取回答，已被结束。</translation>
    </message>
    <message>
        <source>{name}: a text is needed, not {given}.</source>
        <translation>{name}：需要文本，而不是 {given}。</translation>
    </message>
    <message>
        <source>This bot runs no strategy of its own.</source>
        <translation>此机器人不运行自编策略。</translation>
    </message>
    <message>
        <source>{file} cannot be read: there is no such file.</source>
        <translation>无法读取 {file}：没有这个文件。</translation>
    </message>
    <message>
        <source>{file}: the whole path of the file is needed, from the root on.</source>
        <translation>{file}：需要从根目录开始的完整文件路径。</translation>
    </message>
    <message>
        <source>{file} is larger than {bytes} bytes.</source>
        <translation>{file} 超过 {bytes} 字节。</translation>
    </message>
    <message>
        <source>{file} cannot be read: {error}.</source>
        <translation>无法读取 {file}：{error}。</translation>
    </message>
    <message>
        <source>{file} is no text in UTF-8.</source>
        <translation>{file} 不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>{file}, line {line}: it has more than {count} characters, too many for the editor here.</source>
        <translation>{file}，第 {line} 行：超过 {count} 个字符，此处的编辑器无法显示。</translation>
    </message>
    <message>
        <source>A name has at most {count} letters, digits and _, and begins with no digit.</source>
        <translation>名称最多 {count} 个字母、数字和 _，且不能以数字开头。</translation>
    </message>
    <message>
        <source>{name} is the name of a part of Python: your strategies could not import that any more.</source>
        <translation>{name} 是 Python 自带模块的名称：您的策略将无法再导入它。</translation>
    </message>
    <message>
        <source>Windows keeps the name {name} for itself.</source>
        <translation>名称 {name} 由 Windows 系统保留。</translation>
    </message>
    <message>
        <source>There is a file {file} already.</source>
        <translation>已有文件 {file}。</translation>
    </message>
    <message>
        <source>{bot} runs {file}. Stop the bot first.</source>
        <translation>{bot} 正在运行 {file}。请先停止该机器人。</translation>
    </message>
    <message>
        <source>{file} cannot be written: {error}. What you typed is still here.</source>
        <translation>无法写入 {file}：{error}。您输入的内容仍在这里。</translation>
    </message>
    <message>
        <source>{place}: it defines no class {name}(Link).</source>
        <translation>{place}：没有定义类 {name}(Link)。</translation>
    </message>
    <message>
        <source>{place}: {name} is no class made of Link: class {again}(Link).</source>
        <translation>{place}：{name} 不是由 Link 派生的类：class {again}(Link)。</translation>
    </message>
    <message>
        <source>{place}: {name}.{method} is no method.</source>
        <translation>{place}：{name}.{method} 不是方法。</translation>
    </message>
    <message>
        <source>{file}, line {line}: {library} is not installed. The usual libraries come with: {command}.</source>
        <translation>{file}，第 {line} 行：未安装 {library}。常用库可这样安装：{command}。</translation>
    </message>
    <message>
        <source>{place}: it imports without an end.</source>
        <translation>{place}：无止境地导入。</translation>
    </message>
    <message>
        <source>{file}: more than {count} files are imported.</source>
        <translation>{file}：导入的文件超过 {count} 个。</translation>
    </message>
    <message>
        <source>{file}, line {line}: {name} must begin with get_ or post_ to be a route.</source>
        <translation>{file}，第 {line} 行：{name} 必须以 get_ 或 post_ 开头才能作为路由。</translation>
    </message>
    <message>
        <source>{file}, line {line}: {error}.</source>
        <translation>{file}，第 {line} 行：{error}。</translation>
    </message>
    <message>
        <source>The strategy&apos;s process sent what nobody can read.</source>
        <translation>策略的进程发送了无法读取的内容。</translation>
    </message>
    <message>
        <source>The strategy does not run.</source>
        <translation>策略没有运行。</translation>
    </message>
    <message>
        <source>The strategy has ended meanwhile.</source>
        <translation>策略在此期间已结束。</translation>
    </message>
    <message>
        <source>The strategy has ended.</source>
        <translation>策略已结束。</translation>
    </message>
    <message>
        <source>The strategy has not answered the requests before.</source>
        <translation>策略尚未答复之前的请求。</translation>
    </message>
    <message>
        <source>There is no route {method} {name}.</source>
        <translation>没有路由 {method} {name}。</translation>
    </message>
    <message>
        <source>{name}: a price limit belongs to one asset. Leave it out, or make a bot for that asset alone.</source>
        <translation>{name}：价格限制只属于一种资产。请去掉它，或为该资产单独创建机器人。</translation>
    </message>
    <message>
        <source>{name}: the smart amount follows the price of one asset, and would move the weights of several. Leave it out, or make a bot for one asset.</source>
        <translation>{name}：智能金额跟随一种资产的价格，会改变多种资产的权重。请去掉它，或创建单一资产的机器人。</translation>
    </message>
    <message>
        <source>assets: {asset} is the money that buys, it cannot be bought.</source>
        <translation>assets：{asset} 是用来买入的资金，不能被买入。</translation>
    </message>
    <message>
        <source>assets: the bot holds {asset}. Give it a share of 0 to buy no more of it.</source>
        <translation>assets：机器人持有 {asset}。将其份额设为 0 即不再买入。</translation>
    </message>
    <message>
        <source>The prices that all of these assets have go back {days} days; {needed} are needed: {window} to find weights, and {step} more to check them on days that they have not seen.</source>
        <translation>这些资产共有的价格只有 {days} 天；需要 {needed} 天：{window} 天用于计算权重，另有 {step} 天用于在未见过的数据上检验。</translation>
    </message>
    <message>
        <source>The price of {asset} stood still for {days} days: no weight can be found for it. Take it out, or choose other weights.</source>
        <translation>{asset} 的价格连续 {days} 天没有变动：无法为其计算权重。请移除它，或选择其他权重。</translation>
    </message>
    <message>
        <source>assets: {asset} is the money that the others are priced in, and its price does not move. Take it out, or choose other weights.</source>
        <translation>资产：{asset} 是其他资产的计价货币，其价格不变动。请移除它，或选择其他权重。</translation>
    </message>
    <message>
        <source>assets: {needed} or more are needed, not {given}.</source>
        <translation>资产：需要 {needed} 个或更多，而不是 {given} 个。</translation>
    </message>
    <message>
        <source>Safety order {number} would stand above ten times the base price. Feasible: up to {most}.</source>
        <translation>安全单 {number} 会高于基准价的十倍。可行:最多 {most} 个。</translation>
    </message>
    <message>
        <source>A price cannot fall by that much. Feasible: below {most}.</source>
        <translation>价格不可能下跌这么多。可行:低于 {most}。</translation>
    </message>
    <message>
        <source>A price cannot fall by more than everything. Feasible: below {most}.</source>
        <translation>价格最多跌到零。可行:低于 {most}。</translation>
    </message>
    <message>
        <source>The position would be liquidated at about {price}, before the stop loss at {stop}. A nearer stop, less leverage or more margin helps.</source>
        <translation>仓位会在约 {price} 被强平,早于 {stop} 的止损。把止损设近一些、降低杠杆或增加保证金会有帮助。</translation>
    </message>
    <message>
        <source>The position would be liquidated at about {price}, before the last safety order. Use less leverage or more margin, or say that you accept it.</source>
        <translation>仓位会在约 {price} 被强平,早于最后一个安全单。请降低杠杆或增加保证金,或明确表示接受。</translation>
    </message>
</context>
<context>
    <name>feed</name>
    <message>
        <source>The file {path} of the price feed is not there.</source>
        <translation>价格来源的文件 {path} 不存在。</translation>
    </message>
    <message>
        <source>The price feed cannot be used. {why}</source>
        <translation>价格来源无法使用。{why}</translation>
    </message>
    <message>
        <source>No price comes and nothing is traded: bots of it wait, and their orders rest on paper. Choose the file where it is now, or another feed.</source>
        <translation>没有新价格，不会成交：使用该来源的机器人处于等待状态，其模拟委托保持挂单。请选择文件现在的位置，或选择其他价格来源。</translation>
    </message>
    <message>
        <source>The recording has ended: no more prices come, and no order that rests is filled. What a bot sells when you stop it goes at the last price. Choose another feed; this one plays from its beginning when its bots have ended.</source>
        <translation>回放已结束：不再有新价格，挂着的委托也不会成交。停止机器人时卖出的币按最后价格成交。请选择其他价格来源；该回放要等其上的机器人都结束后才能从头播放。</translation>
    </message>
    <message>
        <source>The recording has ended: no more prices come. Choose it again to play it from its beginning, or choose another feed.</source>
        <translation>回放已结束：不再有新价格。可重新选择该回放从头播放，或选择其他价格来源。</translation>
    </message>
    <message>
        <source>{file} does not name its currency: {quote} stands for it.</source>
        <translation>{file} 没有写明计价货币：暂以 {quote} 代替。</translation>
    </message>
    <message>
        <source>Choose the file again under Price feed to name its market.</source>
        <translation>请在“价格来源”中重新选择该文件以写明市场。</translation>
    </message>
    <message>
        <source>The recording plays from its beginning.</source>
        <translation>回放从头开始播放。</translation>
    </message>
    <message>
        <source>Prices come from the new feed.</source>
        <translation>价格现在来自新的来源。</translation>
    </message>
    <message>
        <source>{count} d</source>
        <translation>{count} 天</translation>
    </message>
    <message>
        <source>They play together: {span} ({days}).</source>
        <translation>一起播放：{span}（{days}）。</translation>
    </message>
    <message>
        <source>What is before is their past.</source>
        <translation>之前的数据作为历史。</translation>
    </message>
    <message>
        <source>Begin earlier, seen as their past: {markets}.</source>
        <translation>开始得更早，作为历史：{markets}。</translation>
    </message>
    <message>
        <source>Go on later, not played: {markets}.</source>
        <translation>结束得更晚，不播放：{markets}。</translation>
    </message>
    <message>
        <source>Their candles differ in length: {lengths}. Each is played at its own time.</source>
        <translation>K线长度不同：{lengths}。各自按自己的时间播放。</translation>
    </message>
    <message>
        <source>file missing</source>
        <translation>文件缺失</translation>
    </message>
    <message>
        <source>not readable</source>
        <translation>无法读取</translation>
    </message>
</context>
<context>
    <name>fields</name>
    <message>
        <source>Lower price</source>
        <translation>下限价格</translation>
    </message>
    <message>
        <source>Upper price</source>
        <translation>上限价格</translation>
    </message>
    <message>
        <source>Grids</source>
        <translation>格数</translation>
    </message>
    <message>
        <source>Spacing</source>
        <translation>间距</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Investment</source>
        <translation>投资</translation>
    </message>
    <message>
        <source>Own coins</source>
        <translation>自有币</translation>
    </message>
    <message>
        <source>Order size</source>
        <translation>订单大小</translation>
    </message>
    <message>
        <source>Entry price</source>
        <translation>入场价</translation>
    </message>
    <message>
        <source>Entry direction</source>
        <translation>入场方向</translation>
    </message>
    <message>
        <source>Stop price</source>
        <translation>止损价</translation>
    </message>
    <message>
        <source>Take profit price</source>
        <translation>止盈价</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>止损</translation>
    </message>
    <message>
        <source>Take profit</source>
        <translation>止盈</translation>
    </message>
    <message>
        <source>Stop at a loss</source>
        <translation>按亏损额止损</translation>
    </message>
    <message>
        <source>Stop at a loss in percent</source>
        <translation>按亏损百分比止损</translation>
    </message>
    <message>
        <source>Take a profit in percent</source>
        <translation>按盈利百分比止盈</translation>
    </message>
    <message>
        <source>Pump guard, steps a minute</source>
        <translation>暴涨保护，每分钟步数</translation>
    </message>
    <message>
        <source>Take a profit</source>
        <translation>按盈利额止盈</translation>
    </message>
    <message>
        <source>{count} d</source>
        <translation>{count} 天</translation>
    </message>
    <message>
        <source>{count} h</source>
        <translation>{count} 小时</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count} 分钟</translation>
    </message>
    <message>
        <source>Hold delay</source>
        <translation>保持延迟</translation>
    </message>
    <message>
        <source>At the end</source>
        <translation>结束时</translation>
    </message>
    <message>
        <source>Trailing up</source>
        <translation>向上追踪</translation>
    </message>
    <message>
        <source>Trailing up to</source>
        <translation>向上追踪至</translation>
    </message>
    <message>
        <source>Trailing down</source>
        <translation>向下追踪</translation>
    </message>
    <message>
        <source>Live orders at most</source>
        <translation>最多挂单</translation>
    </message>
    <message>
        <source>Reserve</source>
        <translation>储备</translation>
    </message>
    <message>
        <source>Equal step</source>
        <translation>等差</translation>
    </message>
    <message>
        <source>Equal %</source>
        <translation>等比</translation>
    </message>
    <message>
        <source>Same coins a level</source>
        <translation>每格等量币</translation>
    </message>
    <message>
        <source>Same money a level</source>
        <translation>每格等额资金</translation>
    </message>
    <message>
        <source>at or above</source>
        <translation>达到或高于</translation>
    </message>
    <message>
        <source>at or below</source>
        <translation>达到或低于</translation>
    </message>
    <message>
        <source>Keep the coins</source>
        <translation>保留币</translation>
    </message>
    <message>
        <source>Sell all</source>
        <translation>全部卖出</translation>
    </message>
    <message>
        <source>{field}: {problem}</source>
        <translation>{field}：{problem}</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Base order</source>
        <translation>首单金额</translation>
    </message>
    <message>
        <source>First safety order</source>
        <translation>首个补仓单</translation>
    </message>
    <message>
        <source>Safety orders</source>
        <translation>补仓单数量</translation>
    </message>
    <message>
        <source>Price deviation</source>
        <translation>价格偏离</translation>
    </message>
    <message>
        <source>Deviation scale</source>
        <translation>偏离倍数</translation>
    </message>
    <message>
        <source>Volume scale</source>
        <translation>金额倍数</translation>
    </message>
    <message>
        <source>Deviations count from</source>
        <translation>偏离的起算点</translation>
    </message>
    <message>
        <source>Profit in relation to</source>
        <translation>利润的基数</translation>
    </message>
    <message>
        <source>Trailing</source>
        <translation>跟踪止盈</translation>
    </message>
    <message>
        <source>Stop loss</source>
        <translation>止损</translation>
    </message>
    <message>
        <source>Stop loss from</source>
        <translation>止损的起算点</translation>
    </message>
    <message>
        <source>Cooldown</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>Deals</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>频率</translation>
    </message>
    <message>
        <source>Time of day</source>
        <translation>时刻</translation>
    </message>
    <message>
        <source>Day of the week</source>
        <translation>星期几</translation>
    </message>
    <message>
        <source>Day of the month</source>
        <translation>每月几号</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>时区</translation>
    </message>
    <message>
        <source>First order</source>
        <translation>第一单</translation>
    </message>
    <message>
        <source>Missed orders</source>
        <translation>错过的订单</translation>
    </message>
    <message>
        <source>Not above</source>
        <translation>不高于</translation>
    </message>
    <message>
        <source>Not below</source>
        <translation>不低于</translation>
    </message>
    <message>
        <source>Part that is sold</source>
        <translation>卖出的部分</translation>
    </message>
    <message>
        <source>Smart: orders that count</source>
        <translation>智能：参考的订单数</translation>
    </message>
    <message>
        <source>Smart: at most</source>
        <translation>智能：最多</translation>
    </message>
    <message>
        <source>Smart: at least</source>
        <translation>智能：最少</translation>
    </message>
    <message>
        <source>Money that the first order of a deal spends.</source>
        <translation>一轮交易的第一单花费的金额。</translation>
    </message>
    <message>
        <source>Money that the first safety order spends.</source>
        <translation>第一个补仓单花费的金额。</translation>
    </message>
    <message>
        <source>How often the bot buys more below the base order.</source>
        <translation>机器人在首单下方补仓的次数。</translation>
    </message>
    <message>
        <source>How far below the base order the first safety order stands.</source>
        <translation>第一个补仓单比首单低多少。</translation>
    </message>
    <message>
        <source>Each step down is this many times the one before.</source>
        <translation>每一步下跌是前一步的多少倍。</translation>
    </message>
    <message>
        <source>Each safety order spends this many times the one before.</source>
        <translation>每个补仓单的花费是前一个的多少倍。</translation>
    </message>
    <message>
        <source>The base price, or the order before.</source>
        <translation>首单价格，或前一单。</translation>
    </message>
    <message>
        <source>What a deal earns after fees, as a part of what it spent.</source>
        <translation>一轮交易扣除手续费后的盈利，占其花费的比例。</translation>
    </message>
    <message>
        <source>Everything that the deal spent, or the base order alone.</source>
        <translation>本轮的全部花费，或只是首单。</translation>
    </message>
    <message>
        <source>Sells when the price falls by this part from its highest since the take profit was reached.</source>
        <translation>触及止盈后，价格从最高点回落这么多时卖出。</translation>
    </message>
    <message>
        <source>Sells everything and stops when the price is this part below its reference.</source>
        <translation>价格低于基准这么多时全部卖出并停止。</translation>
    </message>
    <message>
        <source>The average price of the deal, or its base price.</source>
        <translation>本轮的均价，或首单价格。</translation>
    </message>
    <message>
        <source>The pause between two deals.</source>
        <translation>两轮交易之间的停顿。</translation>
    </message>
    <message>
        <source>After so many deals the bot ends.</source>
        <translation>这么多轮之后机器人结束。</translation>
    </message>
    <message>
        <source>The bot starts when this price is reached.</source>
        <translation>到达此价格时机器人开始。</translation>
    </message>
    <message>
        <source>Start when the price is at or above, or at or below the entry price.</source>
        <translation>价格达到或高于、达到或低于入场价时开始。</translation>
    </message>
    <message>
        <source>Keep the coins, or sell them.</source>
        <translation>保留币，或卖出。</translation>
    </message>
    <message>
        <source>The part of the investment that stays unused.</source>
        <translation>投入中不使用的部分。</translation>
    </message>
    <message>
        <source>Money that each order buys for. Fees are not part of it.</source>
        <translation>每一单用于买入的金额，不含手续费。</translation>
    </message>
    <message>
        <source>Money that all orders together may spend, fees included.</source>
        <translation>所有订单合计可花费的金额，含手续费。</translation>
    </message>
    <message>
        <source>The time between two orders.</source>
        <translation>两单之间的时间。</translation>
    </message>
    <message>
        <source>The time of day, for days, weeks and months.</source>
        <translation>一天中的时刻，用于按天、周、月。</translation>
    </message>
    <message>
        <source>The day of the week, for weeks.</source>
        <translation>星期几，用于按周。</translation>
    </message>
    <message>
        <source>The day of the month, for months; its last day where it is shorter.</source>
        <translation>每月几号，用于按月；较短的月份取最后一天。</translation>
    </message>
    <message>
        <source>The zone in which the time is meant.</source>
        <translation>时刻所用的时区。</translation>
    </message>
    <message>
        <source>At once, or when the schedule says so.</source>
        <translation>立即，或按计划。</translation>
    </message>
    <message>
        <source>What becomes of orders that were due while the computer slept.</source>
        <translation>电脑休眠时到期的订单如何处理。</translation>
    </message>
    <message>
        <source>Above this price an order is left out.</source>
        <translation>高于此价格时跳过该单。</translation>
    </message>
    <message>
        <source>Below this price an order is left out.</source>
        <translation>低于此价格时跳过该单。</translation>
    </message>
    <message>
        <source>What the coins must earn after fees before they are sold, as a part of what they cost.</source>
        <translation>币在卖出前扣除手续费必须赚到的，占其成本的比例。</translation>
    </message>
    <message>
        <source>The part of the coins that is sold then.</source>
        <translation>届时卖出的币的部分。</translation>
    </message>
    <message>
        <source>Spends more where the price is low among those of so many orders before, less where it is high.</source>
        <translation>价格在之前这么多单中偏低时多花，偏高时少花。</translation>
    </message>
    <message>
        <source>So many times the amount at the lowest of those prices.</source>
        <translation>在这些价格的最低点花费金额的多少倍。</translation>
    </message>
    <message>
        <source>So many times the amount at the highest of them.</source>
        <translation>在最高点花费金额的多少倍。</translation>
    </message>
    <message>
        <source>The base price</source>
        <translation>首单价格</translation>
    </message>
    <message>
        <source>The order before</source>
        <translation>前一单</translation>
    </message>
    <message>
        <source>The average price</source>
        <translation>均价</translation>
    </message>
    <message>
        <source>The base order</source>
        <translation>首单</translation>
    </message>
    <message>
        <source>Hour</source>
        <translation>每小时</translation>
    </message>
    <message>
        <source>4 hours</source>
        <translation>每 4 小时</translation>
    </message>
    <message>
        <source>12 hours</source>
        <translation>每 12 小时</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>每天</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>每周</translation>
    </message>
    <message>
        <source>2 weeks</source>
        <translation>每 2 周</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>每月</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>星期一</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>星期二</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>星期三</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>星期四</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>星期五</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>星期六</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>星期日</translation>
    </message>
    <message>
        <source>At once</source>
        <translation>立即</translation>
    </message>
    <message>
        <source>By the schedule</source>
        <translation>按计划</translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Offer one for all</source>
        <translation>合并提示一单</translation>
    </message>
    <message>
        <source>Everything spent</source>
        <translation>全部花费</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Leverage</source>
        <translation>杠杆</translation>
    </message>
    <message>
        <source>Stop price above</source>
        <translation>上方止损价</translation>
    </message>
    <message>
        <source>Accept an early liquidation</source>
        <translation>接受提前强平</translation>
    </message>
    <message>
        <source>Long earns on a rising price, short on a falling one, neutral holds nothing at the start.</source>
        <translation>做多在上涨中获利，做空在下跌中获利，中性在启动时不持仓。</translation>
    </message>
    <message>
        <source>How many times its margin the bot may hold. The higher, the nearer the liquidation.</source>
        <translation>机器人可持有保证金的多少倍。越高，强平价越近。</translation>
    </message>
    <message>
        <source>A neutral grid: at or above this price everything is cancelled.</source>
        <translation>中性网格：达到或高于此价格时全部撤销。</translation>
    </message>
    <message>
        <source>Close the position at the market, or keep it.</source>
        <translation>以市价平仓，或保留仓位。</translation>
    </message>
    <message>
        <source>The whole margin may be lost at a price at which the grid is meant to trade.</source>
        <translation>在网格本应交易的价格上，可能损失全部保证金。</translation>
    </message>
    <message>
        <source>The lowest buy order stands here.</source>
        <translation>最低的买单在此处。</translation>
    </message>
    <message>
        <source>The highest sell order stands here.</source>
        <translation>最高的卖单在此处。</translation>
    </message>
    <message>
        <source>Into how many steps the range is divided; one order rests at all but one level.</source>
        <translation>区间划分为多少格；除一层外每层都有一个挂单。</translation>
    </message>
    <message>
        <source>Equal price steps, or equal percentage steps.</source>
        <translation>等差或等比。</translation>
    </message>
    <message>
        <source>Money that the bot may use.</source>
        <translation>机器人可使用的资金。</translation>
    </message>
    <message>
        <source>Fixes the size of each order instead of computing it from the investment.</source>
        <translation>固定每个订单的数量，而不由投资额计算。</translation>
    </message>
    <message>
        <source>Long, neutral: at or below this price everything is cancelled. Short: at or above it.</source>
        <translation>做多、中性:价格到达或低于此价时全部取消。做空:到达或高于此价时。</translation>
    </message>
    <message>
        <source>Long: at or above this price everything is cancelled. Short: at or below it.</source>
        <translation>做多:价格到达或高于此价时全部取消。做空:到达或低于此价时。</translation>
    </message>
    <message>
        <source>When the bot has lost this much, everything is cancelled.</source>
        <translation>亏损达到此金额时全部撤销。</translation>
    </message>
    <message>
        <source>When the bot has lost this part of the investment, everything is cancelled.</source>
        <translation>亏损达到投资额的此比例时全部撤销。</translation>
    </message>
    <message>
        <source>When the bot has earned this much, everything is cancelled.</source>
        <translation>盈利达到此金额时全部撤销。</translation>
    </message>
    <message>
        <source>When the bot has earned this part of the investment, everything is cancelled.</source>
        <translation>盈利达到投资额的此比例时全部撤销。</translation>
    </message>
    <message>
        <source>How long a stop or take profit must stay true before it acts.</source>
        <translation>止损或止盈条件须持续成立多久才执行。</translation>
    </message>
    <message>
        <source>The range follows a rising price.</source>
        <translation>区间跟随上涨的价格。</translation>
    </message>
    <message>
        <source>The upper price never goes above this.</source>
        <translation>上限价格不会超过此值。</translation>
    </message>
    <message>
        <source>The range follows a falling price; it lowers the price at which the top coin is sold.</source>
        <translation>区间跟随价格下移；最高一层的卖价随之降低。</translation>
    </message>
    <message>
        <source>More steps than this within a minute pause the trailing.</source>
        <translation>一分钟内超过此步数时暂停跟随。</translation>
    </message>
    <message>
        <source>Only the nearest levels stand at the venue.</source>
        <translation>只有最近的层在交易所挂单。</translation>
    </message>
    <message>
        <source>Long</source>
        <translation>多</translation>
    </message>
    <message>
        <source>Short</source>
        <translation>空</translation>
    </message>
    <message>
        <source>Neutral</source>
        <translation>中性</translation>
    </message>
    <message>
        <source>Close the position</source>
        <translation>平仓</translation>
    </message>
    <message>
        <source>Keep the position</source>
        <translation>保留仓位</translation>
    </message>
    <message>
        <source>Assets</source>
        <translation>资产</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Rebalance</source>
        <translation>再平衡</translation>
    </message>
    <message>
        <source>Deviation</source>
        <translation>偏离</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>Cost guard</source>
        <translation>成本保护</translation>
    </message>
    <message>
        <source>Stop loss at</source>
        <translation>止损于</translation>
    </message>
    <message>
        <source>Take profit at</source>
        <translation>止盈于</translation>
    </message>
    <message>
        <source>Equal</source>
        <translation>相等</translation>
    </message>
    <message>
        <source>Your own</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>By market value</source>
        <translation>按市值</translation>
    </message>
    <message>
        <source>AI proportion</source>
        <translation>AI 比例</translation>
    </message>
    <message>
        <source>By deviation</source>
        <translation>按偏离</translation>
    </message>
    <message>
        <source>By time</source>
        <translation>按时间</translation>
    </message>
    <message>
        <source>Either</source>
        <translation>两者之一</translation>
    </message>
    <message>
        <source>How the shares of the assets were found.</source>
        <translation>各资产份额的确定方式。</translation>
    </message>
    <message>
        <source>When an asset is too far from its weight, at fixed times, or either.</source>
        <translation>资产偏离权重过大时、定时，或两者之一。</translation>
    </message>
    <message>
        <source>Percentage points by which an asset may be off its weight.</source>
        <translation>资产可以偏离权重的百分点。</translation>
    </message>
    <message>
        <source>The time between two rebalances by time.</source>
        <translation>两次定时再平衡之间的时间。</translation>
    </message>
    <message>
        <source>Quote that the bot may use.</source>
        <translation>机器人可以使用的计价资产。</translation>
    </message>
    <message>
        <source>Nothing is traded while fees and slippage are a larger part of what would be moved.</source>
        <translation>当手续费和滑点占移动金额的比例更大时，不交易。</translation>
    </message>
    <message>
        <source>The bot stops when its value falls to this part of what was put in.</source>
        <translation>当价值降到投入的这一比例时，机器人停止。</translation>
    </message>
    <message>
        <source>The bot stops when its value rises to this many times what was put in.</source>
        <translation>当价值升到投入的这一倍数时，机器人停止。</translation>
    </message>
    <message>
        <source>Sell everything for the quote asset, or keep the coins.</source>
        <translation>全部卖出换成计价资产，或保留币。</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Largest order</source>
        <translation>最大订单</translation>
    </message>
    <message>
        <source>Open orders</source>
        <translation>挂单</translation>
    </message>
    <message>
        <source>Name of the venue</source>
        <translation>交易所名称</translation>
    </message>
    <message>
        <source>The Python file with your class Trading(Link).</source>
        <translation>含有您的类 Trading(Link) 的 Python 文件。</translation>
    </message>
    <message>
        <source>Money that the strategy may use, fees included.</source>
        <translation>策略可使用的资金，含手续费。</translation>
    </message>
    <message>
        <source>No order of the strategy may be worth more; the investment when absent.</source>
        <translation>策略的订单金额不得超过此值；留空则为投资额。</translation>
    </message>
    <message>
        <source>So many orders of the strategy may be open at once.</source>
        <translation>策略同时挂单的最大数量。</translation>
    </message>
    <message>
        <source>What your code calls the venue in its calls.</source>
        <translation>您的代码在调用中使用的交易所名称。</translation>
    </message>
    <message>
        <source>How the amount is split among the assets.</source>
        <translation>金额如何分配到各资产。</translation>
    </message>
    <message>
        <source>Extra margin</source>
        <translation>额外保证金</translation>
    </message>
    <message>
        <source>Long earns on a rising price, short on a falling one.</source>
        <translation>做多在价格上涨时获利,做空在价格下跌时获利。</translation>
    </message>
    <message>
        <source>What the first order of a deal trades, leverage included.</source>
        <translation>每笔交易首单的成交额,已含杠杆。</translation>
    </message>
    <message>
        <source>What the first safety order trades, leverage included.</source>
        <translation>第一个安全单的成交额,已含杠杆。</translation>
    </message>
    <message>
        <source>How often the bot opens more as the price goes against it.</source>
        <translation>行情不利时机器人加仓的次数。</translation>
    </message>
    <message>
        <source>How far from the base order the first safety order stands.</source>
        <translation>第一个安全单距基础单多远。</translation>
    </message>
    <message>
        <source>Each step away is this many times the one before.</source>
        <translation>每一步的间距是前一步的多少倍。</translation>
    </message>
    <message>
        <source>Each safety order trades this many times the one before.</source>
        <translation>每个安全单的成交额是前一个的多少倍。</translation>
    </message>
    <message>
        <source>What a deal earns after fees, as a part of the value that it opened.</source>
        <translation>每笔交易扣除手续费后的收益,占其开仓价值的比例。</translation>
    </message>
    <message>
        <source>Everything that the deal opened, or the base order alone.</source>
        <translation>该笔交易开仓的全部,或仅基础单。</translation>
    </message>
    <message>
        <source>Closes when the price turns back by this part of its best since the profit was reached.</source>
        <translation>达到止盈后,价格从最优处回转这一比例时平仓。</translation>
    </message>
    <message>
        <source>Closes everything and stops when the price is this part beyond its reference.</source>
        <translation>价格越过参考价这一比例时全部平仓并停止。</translation>
    </message>
    <message>
        <source>Money behind the position beyond what the orders need. It moves the liquidation away.</source>
        <translation>订单所需之外、为仓位追加的资金,使强平价更远。</translation>
    </message>
    <message>
        <source>The whole margin may be lost at a price at which the bot is meant to open more.</source>
        <translation>在机器人本应加仓的价位,可能损失全部保证金。</translation>
    </message>
</context>
<context>
    <name>format</name>
    <message>
        <source>{days} d {hours} h</source>
        <translation>{days} 天 {hours} 小时</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} 小时</translation>
    </message>
    <message>
        <source>{days} d</source>
        <translation>{days} 天</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <source>d MMM yyyy HH:mm</source>
        <translation>yyyy年M月d日 HH:mm</translation>
    </message>
    <message>
        <source>d MMM HH:mm</source>
        <translation>M月d日 HH:mm</translation>
    </message>
    <message>
        <source>d MMM HH:mm:ss</source>
        <translation>M月d日 HH:mm:ss</translation>
    </message>
    <message>
        <source>d MMM yyyy HH:mm:ss</source>
        <translation>yyyy年M月d日 HH:mm:ss</translation>
    </message>
</context>
<context>
    <name>kinds</name>
    <message>
        <source>Grid profit</source>
        <translation>网格利润</translation>
    </message>
    <message>
        <source>APR / grid APR</source>
        <translation>年化 / 网格年化</translation>
    </message>
    <message>
        <source>Round trips 24 h / all</source>
        <translation>往返 24 小时 / 全部</translation>
    </message>
    <message>
        <source>A round trip is one buy and one sell of the same grid.</source>
        <translation>一次往返是同一网格的一买一卖。</translation>
    </message>
    <message>
        <source>{fees}. All fees, already in grid profit and floating PnL.</source>
        <translation>{fees}。全部手续费，已计入网格利润和浮动盈亏。</translation>
    </message>
    <message>
        <source>Trips</source>
        <translation>往返</translation>
    </message>
    <message>
        <source>Profit of deals</source>
        <translation>各轮利润</translation>
    </message>
    <message>
        <source>APR / of deals</source>
        <translation>年化 / 各轮年化</translation>
    </message>
    <message>
        <source>Deals closed 24 h / all</source>
        <translation>已结束轮次 24 小时 / 全部</translation>
    </message>
    <message>
        <source>A deal is a base order, its safety orders, and the sale of all of it.</source>
        <translation>一轮交易是首单、其补仓单，以及全部卖出。</translation>
    </message>
    <message>
        <source>{fees}. All fees, already in the profit of deals and in floating PnL.</source>
        <translation>{fees}。全部手续费，已计入各轮利润和浮动盈亏。</translation>
    </message>
    <message>
        <source>Deals</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>What closed deals have brought over what they spent, after fees.</source>
        <translation>已结束各轮的收入减去花费，扣除手续费后。</translation>
    </message>
    <message>
        <source>A deal is a base order, its safety orders, and the close of all of it.</source>
        <translation>一笔交易由基础单、其安全单以及全部平仓组成。</translation>
    </message>
    <message>
        <source>What closed deals have brought after fees. Funding is counted apart.</source>
        <translation>已平仓交易扣除手续费后的收益。资金费另计。</translation>
    </message>
    <message>
        <source>Profit of sales</source>
        <translation>卖出利润</translation>
    </message>
    <message>
        <source>APR / of sales</source>
        <translation>年化 / 卖出年化</translation>
    </message>
    <message>
        <source>Sales 24 h / all</source>
        <translation>卖出 24 小时 / 全部</translation>
    </message>
    <message>
        <source>A sale takes the profit of coins that were bought by the schedule.</source>
        <translation>一次卖出为按计划买入的币止盈。</translation>
    </message>
    <message>
        <source>{fees}. All fees, already in the profit of sales and in floating PnL.</source>
        <translation>{fees}。全部手续费，已计入卖出利润和浮动盈亏。</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>卖出</translation>
    </message>
    <message>
        <source>What sales at a profit have brought over what their coins cost, after fees.</source>
        <translation>止盈卖出的收入减去这些币的成本，扣除手续费后。</translation>
    </message>
    <message>
        <source>Rebalances 24 h / all</source>
        <translation>再平衡 24 小时 / 全部</translation>
    </message>
    <message>
        <source>A rebalance brings every asset back to its weight.</source>
        <translation>一次再平衡使每种资产回到其权重。</translation>
    </message>
    <message>
        <source>Rebalances</source>
        <translation>再平衡</translation>
    </message>
    <message>
        <source>What sales have brought over what their coins cost on average, after fees.</source>
        <translation>卖出所得超过这些币平均成本的部分，已扣除手续费。</translation>
    </message>
    <message>
        <source>A sale takes the profit of the coins of all assets together.</source>
        <translation>一次卖出为所有资产的币一起止盈。</translation>
    </message>
    <message>
        <source>A sale takes the profit of coins that the code bought before.</source>
        <translation>一次卖出实现代码先前买入的币的收益。</translation>
    </message>
</context>
<context>
    <name>limits</name>
    <message>
        <source>Only these markets may be traded: {bound}. No order of this plan would be sent in {value}.</source>
        <translation>只允许交易这些市场：{bound}。此计划在 {value} 的订单都不会发送。</translation>
    </message>
    <message>
        <source>Value of one order: {bound} at most. The largest of this plan is worth {value} and would not be sent.</source>
        <translation>单个订单价值：最多 {bound}。此计划中最大的订单价值 {value}，不会发送。</translation>
    </message>
    <message>
        <source>Your limits are counted in {bound}, and there is no price of {value} in it now. Orders of this plan would wait for one.</source>
        <translation>您的限制以 {bound} 计算，目前没有 {value} 对它的价格。此计划的订单会等待价格。</translation>
    </message>
    <message>
        <source>Beyond the last price: up to {bound} at most. The purchase at the start may go up to {value} and would wait.</source>
        <translation>偏离最新价：最多到 {bound}。启动时的买入可能到 {value}，会等待。</translation>
    </message>
    <message>
        <source>New orders in a minute: {bound}. This plan sends {value}, so the last ones leave later.</source>
        <translation>每分钟新订单：{bound}。此计划要发送 {value} 个，最后的会稍后发出。</translation>
    </message>
    <message>
        <source>Open orders of the account: {bound} at most. With this plan there would be {value}; what is too much waits until others end.</source>
        <translation>账户挂单：最多 {bound}。加上此计划会有 {value}；超出的会等到其他订单结束。</translation>
    </message>
    <message>
        <source>Open orders of one bot: {bound} at most. This plan has {value}; what is too much waits until others end.</source>
        <translation>单个机器人挂单：最多 {bound}。此计划有 {value}；超出的会等到其他订单结束。</translation>
    </message>
    <message>
        <source>Open orders in one market: {bound} at most. With this plan there would be {value}; what is too much waits until others end.</source>
        <translation>单个市场挂单：最多 {bound}。加上此计划会有 {value}；超出的会等到其他订单结束。</translation>
    </message>
    <message>
        <source>Coins held and being bought by the account: {bound} at most. With this plan it would be {value}; buys beyond it wait.</source>
        <translation>账户持有和正在买入的币：最多 {bound}。加上此计划会达到 {value}；超出的买单会等待。</translation>
    </message>
    <message>
        <source>Coins held and being bought by one bot: {bound} at most. This plan comes to {value}; buys beyond it wait.</source>
        <translation>单个机器人持有和正在买入的币：最多 {bound}。此计划会达到 {value}；超出的买单会等待。</translation>
    </message>
    <message>
        <source>Coins held and being bought in one market: {bound} at most. With this plan it would be {value}; buys beyond it wait.</source>
        <translation>单个市场持有和正在买入的币：最多 {bound}。加上此计划会达到 {value}；超出的买单会等待。</translation>
    </message>
    <message>
        <source>The loss of this day has reached your limit of {bound}. Orders of this plan would wait.</source>
        <translation>今日亏损已达到您设定的 {bound}。此计划的订单会等待。</translation>
    </message>
    <message>
        <source>The drawdown has reached your limit of {bound}. Orders of this plan would wait.</source>
        <translation>回撤已达到您设定的 {bound}。此计划的订单会等待。</translation>
    </message>
</context>
<context>
    <name>problems</name>
    <message>
        <source>Needed</source>
        <translation>必填</translation>
    </message>
    <message>
        <source>Not a number. Write it like 72,600.50</source>
        <translation>不是数字。请写成 72,600.50</translation>
    </message>
    <message>
        <source>Digits only, such as 49</source>
        <translation>只能输入数字，例如 49</translation>
    </message>
    <message>
        <source>Not a number</source>
        <translation>不是数字</translation>
    </message>
    <message>
        <source>More digits than any market uses</source>
        <translation>位数超过任何市场所用</translation>
    </message>
    <message>
        <source>A whole number is needed</source>
        <translation>需要整数</translation>
    </message>
    <message>
        <source>Out of bounds</source>
        <translation>超出范围</translation>
    </message>
    <message>
        <source>Off the market&apos;s price step</source>
        <translation>不在市场的价格步长上</translation>
    </message>
    <message>
        <source>Off the market&apos;s quantity step</source>
        <translation>不在市场的数量步长上</translation>
    </message>
    <message>
        <source>No prices of this market come now: another feed plays. Choose another market, or its own feed.</source>
        <translation>目前没有该市场的价格：正在播放另一行情源。请选择其他市场，或选回它的行情源。</translation>
    </message>
    <message>
        <source>The venue does not trade this market now: halted, renamed or gone. Choose another market.</source>
        <translation>该交易所目前不交易此市场：已暂停、改名或下架。请选择其他市场。</translation>
    </message>
    <message>
        <source>The upper price must be above the lower one</source>
        <translation>上限价格必须高于下限价格</translation>
    </message>
    <message>
        <source>There is no price yet</source>
        <translation>还没有价格</translation>
    </message>
    <message>
        <source>Levels fall on the same price</source>
        <translation>价位落在同一价格</translation>
    </message>
    <message>
        <source>A grid would lose money after fees</source>
        <translation>扣除手续费后每格会亏损</translation>
    </message>
    <message>
        <source>Inside the range</source>
        <translation>在区间之内</translation>
    </message>
    <message>
        <source>A price, an amount or percent: only one of them</source>
        <translation>价格、金额或百分比只能设置一项</translation>
    </message>
    <message>
        <source>More than the investment cannot be lost</source>
        <translation>亏损不可能超过投资额</translation>
    </message>
    <message>
        <source>The bot would stop at once: that much is lost already</source>
        <translation>机器人会立即停止：亏损已达到这个数额</translation>
    </message>
    <message>
        <source>The bot would stop at once: that much is earned already</source>
        <translation>机器人会立即停止：盈利已达到这个数额</translation>
    </message>
    <message>
        <source>Below the upper price</source>
        <translation>低于上限价格</translation>
    </message>
    <message>
        <source>Outside the range</source>
        <translation>在区间之外</translation>
    </message>
    <message>
        <source>A direction needs an entry price</source>
        <translation>方向需要入场价</translation>
    </message>
    <message>
        <source>The price now is outside the range</source>
        <translation>当前价格在区间之外</translation>
    </message>
    <message>
        <source>Too little for the smallest order</source>
        <translation>不足以达到最小订单</translation>
    </message>
    <message>
        <source>Orders would be smaller than the venue allows</source>
        <translation>订单会小于交易所允许的大小</translation>
    </message>
    <message>
        <source>The first purchase would be too small</source>
        <translation>首次买入会太小</translation>
    </message>
    <message>
        <source>More than the investment pays for</source>
        <translation>超过投资所能支付</translation>
    </message>
    <message>
        <source>More than the account has free</source>
        <translation>超过账户可用</translation>
    </message>
    <message>
        <source>More orders than the venue allows</source>
        <translation>订单数超过交易所允许</translation>
    </message>
    <message>
        <source>Cannot change while the bot runs</source>
        <translation>机器人运行时不能更改</translation>
    </message>
    <message>
        <source>Must be above 0</source>
        <translation>必须大于 0</translation>
    </message>
    <message>
        <source>More than can be taken out</source>
        <translation>超过可取出的金额</translation>
    </message>
    <message>
        <source>Above 0 and at most 100, each step at least as large as the one before</source>
        <translation>大于 0 且不超过 100，每一级不小于前一级</translation>
    </message>
    <message>
        <source>The venue does not have one of these markets</source>
        <translation>交易所没有其中某个市场</translation>
    </message>
    <message>
        <source>More leverage than the market allows</source>
        <translation>超过此市场允许的杠杆</translation>
    </message>
    <message>
        <source>More leverage than the market allows for a position of this size</source>
        <translation>超过此市场对该规模持仓允许的杠杆</translation>
    </message>
    <message>
        <source>A neutral grid takes its profit by amount or percent</source>
        <translation>中性网格按金额或百分比止盈</translation>
    </message>
    <message>
        <source>Only a neutral grid stops on both sides</source>
        <translation>只有中性网格两边止损</translation>
    </message>
    <message>
        <source>The position would be liquidated before this price</source>
        <translation>持仓会在此价格之前被强平</translation>
    </message>
    <message>
        <source>The position would be liquidated inside the range: use less leverage, or accept it here</source>
        <translation>仓位会在区间内被强平：请降低杠杆，或在此接受</translation>
    </message>
    <message>
        <source>The position would be liquidated before this much is lost</source>
        <translation>仓位会在亏损达到该数额之前被强平</translation>
    </message>
    <message>
        <source>More than 100 times the price</source>
        <translation>超过价格的 100 倍</translation>
    </message>
    <message>
        <source>The orders changed after you looked. Look again; nothing was sent.</source>
        <translation>您查看之后订单已变动。请再看一次；未发送任何内容。</translation>
    </message>
    <message>
        <source>The price moved. Look again; nothing was sent.</source>
        <translation>价格已变动。请再看一次；未发送任何内容。</translation>
    </message>
    <message>
        <source>The panic is still under way: the orders of this account are being cancelled. Nothing was started. Try again in a moment.</source>
        <translation>紧急停止仍在进行：该账户的订单正在撤销。什么也没有启动。请稍后再试。</translation>
    </message>
    <message>
        <source>The disk does not let the mark of the panic be changed, so nothing was changed. Free some space, and try again.</source>
        <translation>磁盘不允许更改紧急停止的标记，因此什么也没有更改。请腾出一些空间后再试。</translation>
    </message>
    <message>
        <source>This request is no longer open. Nothing was sent.</source>
        <translation>该请求已关闭。未发送任何内容。</translation>
    </message>
    <message>
        <source>This bot no longer exists.</source>
        <translation>该机器人已不存在。</translation>
    </message>
    <message>
        <source>This bot has ended.</source>
        <translation>该机器人已结束。</translation>
    </message>
    <message>
        <source>An order of this bot at the market is still under way, or waits for your answer. Add the money when that is over.</source>
        <translation>该机器人的一个市价订单仍在进行中，或正在等待您的答复。请在其结束后再追加资金。</translation>
    </message>
    <message>
        <source>Only a running bot can be paused.</source>
        <translation>只能暂停运行中的机器人。</translation>
    </message>
    <message>
        <source>Only a paused bot can be resumed.</source>
        <translation>只能继续已暂停的机器人。</translation>
    </message>
    <message>
        <source>This level is not blocked.</source>
        <translation>该价位未被阻止。</translation>
    </message>
    <message>
        <source>No order rests there any more. Nothing was cancelled.</source>
        <translation>那里已没有挂单。未撤销任何订单。</translation>
    </message>
    <message>
        <source>This market has no price yet. Try again in a moment.</source>
        <translation>该市场还没有价格。请稍后再试。</translation>
    </message>
    <message>
        <source>This request has expired or was answered. Nothing was sent.</source>
        <translation>该请求已过期或已答复。未发送任何内容。</translation>
    </message>
    <message>
        <source>There is too little price history for so many days.</source>
        <translation>价格历史太少，不足以覆盖这么多天。</translation>
    </message>
    <message>
        <source>This file is a recording. It holds no candles.</source>
        <translation>此文件是录制，不含K线。</translation>
    </message>
    <message>
        <source>This file holds candles. It is no recording.</source>
        <translation>此文件含K线，不是录制。</translation>
    </message>
    <message>
        <source>No prices can be read from this file. Candles are CSV or Parquet with the columns open_time, open, high, low, close and volume; a recording holds Binance&apos;s messages as they were received.</source>
        <translation>无法从此文件读取价格。K线为 CSV 或 Parquet 文件，含 open_time、open、high、low、close 和 volume 列；录制则含按接收原样保存的币安消息。</translation>
    </message>
    <message>
        <source>The leverage tiers of this market are being read.</source>
        <translation>正在读取该市场的杠杆档位。</translation>
    </message>
    <message>
        <source>Bots are running. Stop them first.</source>
        <translation>有机器人在运行。请先停止它们。</translation>
    </message>
    <message>
        <source>Only the paper account can do that. Nothing was changed at the venue.</source>
        <translation>只有模拟账户可以这样做。交易所中没有任何改变。</translation>
    </message>
    <message>
        <source>This venue knows no order ids of its clients, so lost orders could not be found. Bots are off here.</source>
        <translation>该交易所不支持客户自定义订单号，丢失的订单无法找回，因此这里不能使用机器人。</translation>
    </message>
    <message>
        <source>There is no such market here.</source>
        <translation>这里没有这个市场。</translation>
    </message>
    <message>
        <source>What became of this order is known by now. Nothing was changed.</source>
        <translation>这笔订单的结果已经清楚。没有任何改变。</translation>
    </message>
    <message>
        <source>The venue does not show this order to FinByte yet. It goes on counting as live, its money stays reserved, and FinByte looks again every 10 seconds.</source>
        <translation>交易所暂时没有向 FinByte 显示这笔订单。它继续按有效订单计算，资金保持冻结，FinByte 每 10 秒再查一次。</translation>
    </message>
    <message>
        <source>The venue has this order. Nothing was released; what the venue says counts.</source>
        <translation>交易所有这笔订单。没有释放任何资金，以交易所为准。</translation>
    </message>
    <message>
        <source>More is missing at the venue than was outside the bots. Nothing was booked. Stop the bots that hold it first.</source>
        <translation>交易所缺少的数量超过机器人之外的资金。没有入账。请先停止持有它的机器人。</translation>
    </message>
    <message>
        <source>This position is closed. Nothing was sent.</source>
        <translation>该持仓已平。没有发送任何东西。</translation>
    </message>
    <message>
        <source>This market has no such price: it lies between two steps.</source>
        <translation>此市场没有这个价格：它在两个最小变动价位之间。</translation>
    </message>
    <message>
        <source>There the stop would close the position at once. It belongs below the mark price of a long position, above that of a short one.</source>
        <translation>止损在此处会立即平仓。多头的止损应低于标记价，空头的应高于标记价。</translation>
    </message>
    <message>
        <source>The venue liquidates the position before it reaches this price.</source>
        <translation>到达此价格之前，交易所已强平该持仓。</translation>
    </message>
    <message>
        <source>The venue did not take this stop. Portfolio shows what stands under the position.</source>
        <translation>交易所没有接受此止损。“投资组合”显示该持仓现有的止损。</translation>
    </message>
    <message>
        <source>The venue shows this position no more: it ended while its stop was being set. What was sent for it is taken away by itself.</source>
        <translation>交易所已不再显示此持仓：它在设置止损时已结束。为它发出的订单会自动撤回。</translation>
    </message>
    <message>
        <source>The venue does not answer now. The stop is placed as soon as it does.</source>
        <translation>交易所现在没有回应。一有回应就挂出止损。</translation>
    </message>
    <message>
        <source>This account is not connected.</source>
        <translation>此账户未连接。</translation>
    </message>
    <message>
        <source>A name has 1 to 60 characters.</source>
        <translation>名称为 1 到 60 个字符。</translation>
    </message>
    <message>
        <source>There is a connection of this name already.</source>
        <translation>已有同名的连接。</translation>
    </message>
    <message>
        <source>The key of this connection is not there any more. No order was sent. Enter it again.</source>
        <translation>此连接的密钥已不存在。没有发送订单。请重新输入。</translation>
    </message>
    <message>
        <source>The vault is locked. No order was sent. Unlock it first.</source>
        <translation>保险库已锁定。没有发送订单。请先解锁。</translation>
    </message>
    <message>
        <source>This is not the vault&apos;s master password, or the file was changed. Nothing was opened.</source>
        <translation>这不是保险库的主密码，或文件已被改动。没有打开任何内容。</translation>
    </message>
    <message>
        <source>This key may not trade. Nothing was connected. Allow trading for it at the venue.</source>
        <translation>此密钥没有交易权限。没有连接。请在交易所为它开启交易权限。</translation>
    </message>
    <message>
        <source>This key may move money out of the account, and FinByte takes no such key: whoever gets hold of it could. Nothing was connected. Make a key at the venue that may only trade.</source>
        <translation>此密钥可以把资金转出账户，FinByte 不接受这样的密钥：得到它的人也能转出。没有连接。请在交易所创建一个只能交易的密钥。</translation>
    </message>
    <message>
        <source>from</source>
        <translation>不低于</translation>
    </message>
    <message>
        <source>above</source>
        <translation>大于</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>or</source>
        <translation>或</translation>
    </message>
    <message>
        <source>up to</source>
        <translation>不超过</translation>
    </message>
    <message>
        <source>{percent} % below now</source>
        <translation>低于现价 {percent} %</translation>
    </message>
    <message>
        <source>{percent} % above now</source>
        <translation>高于现价 {percent} %</translation>
    </message>
    <message>
        <source>{low} – {high} keep every grid in profit</source>
        <translation>{low} – {high} 格可使每格盈利</translation>
    </message>
    <message>
        <source>step {step} {quote}</source>
        <translation>步长 {step} {quote}</translation>
    </message>
    <message>
        <source>step about {step} {quote}</source>
        <translation>步长约 {step} {quote}</translation>
    </message>
    <message>
        <source>step {percent} %</source>
        <translation>步长 {percent} %</translation>
    </message>
    <message>
        <source>min {amount} at price {price}, so that each order exceeds {notional} {quote}</source>
        <translation>价格 {price} 时最低 {amount}，使每单超过 {notional} {quote}</translation>
    </message>
    <message>
        <source>{qty} {base} of them are not bought at the start</source>
        <translation>其中 {qty} {base} 不必在开始时买入</translation>
    </message>
    <message>
        <source>feasible {low} – {high}</source>
        <translation>可行 {low} – {high}</translation>
    </message>
    <message>
        <source>sells {qty} {base} or more</source>
        <translation>至少卖出 {qty} {base}</translation>
    </message>
    <message>
        <source>the range follows by {step}</source>
        <translation>区间每次跟随 {step}</translation>
    </message>
    <message>
        <source>{problem}. Feasible: {range}</source>
        <translation>{problem}。可行：{range}</translation>
    </message>
    <message>
        <source>{times} times the price. Is this the price that you mean?</source>
        <translation>是价格的 {times} 倍。您确实要这个价格吗？</translation>
    </message>
    <message>
        <source>{first}; {second}</source>
        <translation>{first}；{second}</translation>
    </message>
    <message>
        <source>Not a time. Write it like 09:30</source>
        <translation>不是时间。请写成 09:30</translation>
    </message>
    <message>
        <source>Not a time zone. Examples: UTC, Europe/Berlin</source>
        <translation>不是时区。例如：UTC、Europe/Berlin</translation>
    </message>
    <message>
        <source>The last orders would stand at or below zero</source>
        <translation>最后的订单价格将为零或更低</translation>
    </message>
    <message>
        <source>Smaller than the market takes</source>
        <translation>小于市场接受的最小值</translation>
    </message>
    <message>
        <source>Less than one order spends</source>
        <translation>少于一笔订单的支出</translation>
    </message>
    <message>
        <source>Above the price cap: no order would ever be sent</source>
        <translation>高于价格上限：永远不会下单</translation>
    </message>
    <message>
        <source>Does not fit the interval</source>
        <translation>与间隔不符</translation>
    </message>
    <message>
        <source>Hours are full hours of UTC</source>
        <translation>小时间隔为 UTC 整点</translation>
    </message>
    <message>
        <source>An amount above 0, or own coins, are needed</source>
        <translation>需要大于 0 的金额，或自有币</translation>
    </message>
    <message>
        <source>Not a list of assets</source>
        <translation>不是资产列表</translation>
    </message>
    <message>
        <source>Not the name of an asset</source>
        <translation>不是资产名称</translation>
    </message>
    <message>
        <source>Below zero</source>
        <translation>小于零</translation>
    </message>
    <message>
        <source>2 to 20 assets are possible</source>
        <translation>可用 2 到 20 个资产</translation>
    </message>
    <message>
        <source>An asset has no share</source>
        <translation>有资产没有份额</translation>
    </message>
    <message>
        <source>Too many digits</source>
        <translation>位数过多</translation>
    </message>
    <message>
        <source>The weights do not add up to 100 %</source>
        <translation>权重合计不是 100 %</translation>
    </message>
    <message>
        <source>Equal weights are 1 for each asset</source>
        <translation>等权重时每个资产为 1</translation>
    </message>
    <message>
        <source>Not among the assets</source>
        <translation>不在资产之中</translation>
    </message>
    <message>
        <source>A quantity above 0 is needed</source>
        <translation>需要大于 0 的数量</translation>
    </message>
    <message>
        <source>What was put in cannot be edited</source>
        <translation>已投入的资金不能修改</translation>
    </message>
    <message>
        <source>No market here: it was never listed or was delisted. Take it out</source>
        <translation>这里没有市场：从未上市或已下架。请移除</translation>
    </message>
    <message>
        <source>Choose at least one asset besides the money</source>
        <translation>除资金外至少选择一种资产</translation>
    </message>
    <message>
        <source>No price now</source>
        <translation>现在没有价格</translation>
    </message>
    <message>
        <source>Too little for any order</source>
        <translation>不足以下任何订单</translation>
    </message>
    <message>
        <source>The bot holds this asset: a share of 0 sells it</source>
        <translation>机器人持有该资产：份额为 0 时卖出</translation>
    </message>
    <message>
        <source>Follows further than the take profit earns: a deal can lose {value} and more</source>
        <translation>跟踪幅度超过止盈所赚：一轮交易可能亏损 {value} 或更多</translation>
    </message>
    <message>
        <source>Comes before safety order {value}: it and those below it never buy</source>
        <translation>在第 {value} 个补仓单之前触发：它和更低的补仓单永远不会买入</translation>
    </message>
    <message>
        <source>The price now is {value}: nothing is bought yet</source>
        <translation>现价为 {value}：暂不买入</translation>
    </message>
    <message>
        <source>Too little for an order of every asset: what is too small stays money. Enough: {value}</source>
        <translation>不足以为每种资产下单：太小的部分保留为资金。足够的金额：{value}</translation>
    </message>
    <message>
        <source>A text is needed</source>
        <translation>需要文本</translation>
    </message>
    <message>
        <source>Only with one asset. Leave it out</source>
        <translation>仅适用于单一资产，请去掉</translation>
    </message>
    <message>
        <source>The money that buys. Take it out</source>
        <translation>这是用来买入的资金，请移除</translation>
    </message>
    <message>
        <source>The bot holds this asset: with a share of 0 it buys no more of it</source>
        <translation>机器人持有该资产：份额设为 0 即不再买入</translation>
    </message>
    <message>
        <source>Runs on the paper account alone so far: choose it, or a futures grid</source>
        <translation>目前仅在模拟账户运行:请选择模拟账户,或使用合约网格</translation>
    </message>
    <message>
        <source>The last orders would stand above ten times the base price</source>
        <translation>最后的订单会高于基准价的十倍</translation>
    </message>
    <message>
        <source>A price cannot fall by that much</source>
        <translation>价格不可能下跌这么多</translation>
    </message>
    <message>
        <source>A price cannot fall by more than everything</source>
        <translation>价格最多跌到零</translation>
    </message>
    <message>
        <source>The position would be liquidated before this stop</source>
        <translation>仓位会在该止损之前被强平</translation>
    </message>
    <message>
        <source>The position would be liquidated before the last safety order: use less leverage, or accept it here</source>
        <translation>仓位会在最后一个安全单之前被强平:请降低杠杆,或在此接受</translation>
    </message>
    <message>
        <source>The position would be liquidated at about {value}, before the last safety order</source>
        <translation>仓位会在约 {value} 被强平,早于最后一个安全单</translation>
    </message>
</context>
<context>
    <name>waits</name>
    <message>
        <source>one after another, as fast as the venue allows</source>
        <translation>逐个发出，速度以交易所允许为限</translation>
    </message>
    <message>
        <source>when the venue takes requests again</source>
        <translation>在交易所重新接受请求时</translation>
    </message>
    <message>
        <source>when the venue has less to do</source>
        <translation>在交易所不再繁忙时</translation>
    </message>
    <message>
        <source>when the venue is back</source>
        <translation>在交易所恢复时</translation>
    </message>
    <message>
        <source>when the venue opens the market again</source>
        <translation>在交易所重新开放该市场时</translation>
    </message>
    <message>
        <source>when the market is open for new orders here</source>
        <translation>在本机对该市场放开新订单时</translation>
    </message>
    <message>
        <source>when the venue&apos;s clock has been measured again</source>
        <translation>在重新测得交易所时钟后</translation>
    </message>
    <message>
        <source>when the venue&apos;s clock has been measured</source>
        <translation>在测得交易所时钟后</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>立即</translation>
    </message>
    <message>
        <source>when the market has a price</source>
        <translation>在该市场有价格时</translation>
    </message>
    <message>
        <source>when there is a price in the currency of your limits</source>
        <translation>在有了以限制币种计的价格时</translation>
    </message>
    <message>
        <source>when the price comes back</source>
        <translation>在价格回来时</translation>
    </message>
    <message>
        <source>when the minute is over</source>
        <translation>在这一分钟结束后</translation>
    </message>
    <message>
        <source>when other orders of the account end</source>
        <translation>在账户的其他订单结束时</translation>
    </message>
    <message>
        <source>when other orders of this bot end</source>
        <translation>在此机器人的其他订单结束时</translation>
    </message>
    <message>
        <source>when other orders of the market end</source>
        <translation>在该市场的其他订单结束时</translation>
    </message>
    <message>
        <source>when bots of the account sell</source>
        <translation>在账户的机器人卖出时</translation>
    </message>
    <message>
        <source>when this bot sells</source>
        <translation>在此机器人卖出时</translation>
    </message>
    <message>
        <source>when bots of the market sell</source>
        <translation>在该市场的机器人卖出时</translation>
    </message>
    <message>
        <source>when the next day (UTC) begins, or the value comes back</source>
        <translation>在下一天（UTC）开始或价值回升时</translation>
    </message>
    <message>
        <source>when the value comes back, or you change the limit</source>
        <translation>在价值回升或您更改限制时</translation>
    </message>
    <message>
        <source>on their way, not taken by the venue yet</source>
        <translation>正在途中，交易所尚未接收</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>liquidation inside the range</source>
        <translation>强平价在区间内</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Waits for entry price</source>
        <translation>等待入场价</translation>
    </message>
    <message>
        <source>Waits for approval</source>
        <translation>等待批准</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>启动中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Degraded</source>
        <translation>降级</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>It is kept awake now.</source>
        <translation>本机现在保持唤醒。</translation>
    </message>
    <message>
        <source>It is kept awake while a bot runs; now none does.</source>
        <translation>有机器人运行时本机会保持唤醒；现在没有运行。</translation>
    </message>
    <message>
        <source>It may fall asleep while a bot runs.</source>
        <translation>机器人运行时本机可能进入睡眠。</translation>
    </message>
    <message>
        <source>no reason given</source>
        <translation>未说明原因</translation>
    </message>
    <message>
        <source>Spot grid</source>
        <translation>现货网格</translation>
    </message>
    <message>
        <source>Futures grid</source>
        <translation>合约网格</translation>
    </message>
    <message>
        <source>Smart rebalance</source>
        <translation>智能再平衡</translation>
    </message>
    <message>
        <source>DCA, recurring</source>
        <translation>定投</translation>
    </message>
    <message>
        <source>DCA, several assets</source>
        <translation>多资产定投</translation>
    </message>
    <message>
        <source>DCA, safety orders</source>
        <translation>DCA，补仓单</translation>
    </message>
    <message>
        <source>DCA, futures</source>
        <translation>合约 DCA</translation>
    </message>
    <message>
        <source>Signal bot</source>
        <translation>信号机器人</translation>
    </message>
    <message>
        <source>Delta-neutral set</source>
        <translation>Delta 中性组合</translation>
    </message>
    <message>
        <source>Market maker</source>
        <translation>做市</translation>
    </message>
    <message>
        <source>Own strategy</source>
        <translation>自有策略</translation>
    </message>
    <message>
        <source>by you</source>
        <translation>由您</translation>
    </message>
    <message>
        <source>traded outside FinByte</source>
        <translation>在 FinByte 之外成交</translation>
    </message>
    <message>
        <source>closed outside FinByte</source>
        <translation>在 FinByte 之外平仓</translation>
    </message>
    <message>
        <source>not at the venue, you said</source>
        <translation>您确认交易所没有该订单</translation>
    </message>
    <message>
        <source>take profit</source>
        <translation>止盈</translation>
    </message>
    <message>
        <source>liquidated</source>
        <translation>已强平</translation>
    </message>
    <message>
        <source>the venue reduced its position</source>
        <translation>交易平台减少了它的仓位</translation>
    </message>
    <message>
        <source>after a restart</source>
        <translation>重启之后</translation>
    </message>
    <message>
        <source>its feed is away</source>
        <translation>其行情源不在</translation>
    </message>
    <message>
        <source>approved</source>
        <translation>已批准</translation>
    </message>
    <message>
        <source>price moved</source>
        <translation>价格变动</translation>
    </message>
    <message>
        <source>replaced by a newer request</source>
        <translation>被更新的请求取代</translation>
    </message>
    <message>
        <source>the bot stopped</source>
        <translation>机器人已停止</translation>
    </message>
    <message>
        <source>the bot ended</source>
        <translation>机器人已结束</translation>
    </message>
    <message>
        <source>no longer wanted</source>
        <translation>不再需要</translation>
    </message>
    <message>
        <source>panic</source>
        <translation>紧急停止</translation>
    </message>
    <message>
        <source>the recording has ended</source>
        <translation>录制已结束</translation>
    </message>
    <message>
        <source>prices are held</source>
        <translation>价格已保持</translation>
    </message>
    <message>
        <source>prices are not fresh</source>
        <translation>价格不新鲜</translation>
    </message>
    <message>
        <source>the account is being read</source>
        <translation>正在读取账户</translation>
    </message>
    <message>
        <source>the venue&apos;s reports broke off, the account is being read</source>
        <translation>交易所的推送中断，正在读取账户</translation>
    </message>
    <message>
        <source>the venue does not trade this market now</source>
        <translation>交易所目前不交易此市场</translation>
    </message>
    <message>
        <source>prices are back, orders and trades are read anew</source>
        <translation>价格已恢复，正在重新读取订单和成交</translation>
    </message>
    <message>
        <source>the venue gives no orders or trades of this market</source>
        <translation>交易所不提供此市场的订单或成交</translation>
    </message>
    <message>
        <source>an order of ours is there that is not in the records</source>
        <translation>存在一笔属于本程序但没有记录的订单</translation>
    </message>
    <message>
        <source>the venue&apos;s position is another one than the bot&apos;s</source>
        <translation>交易平台的仓位与机器人的不一致</translation>
    </message>
    <message>
        <source>its position or settings cannot be read at the venue</source>
        <translation>无法在交易所读取其仓位或设置</translation>
    </message>
    <message>
        <source>leverage or margin mode were changed at the venue</source>
        <translation>杠杆或保证金模式在交易平台被改动</translation>
    </message>
    <message>
        <source>another FinByte trades this account</source>
        <translation>另一个 FinByte 正在交易此账户</translation>
    </message>
    <message>
        <source>the market is closed for new orders just now</source>
        <translation>此市场目前不接受新订单</translation>
    </message>
    <message>
        <source>too many requests just now</source>
        <translation>当前请求过多</translation>
    </message>
    <message>
        <source>the venue allows no more open orders</source>
        <translation>交易所不允许更多挂单</translation>
    </message>
    <message>
        <source>the venue is overloaded</source>
        <translation>交易所负载过高</translation>
    </message>
    <message>
        <source>the venue is under maintenance</source>
        <translation>交易所正在维护</translation>
    </message>
    <message>
        <source>the venue has closed this market for now</source>
        <translation>交易所暂时关闭了该市场</translation>
    </message>
    <message>
        <source>the venue refused the time of the request</source>
        <translation>交易所拒绝了请求的时间</translation>
    </message>
    <message>
        <source>the venue&apos;s time is being measured</source>
        <translation>正在测量交易所的时间</translation>
    </message>
    <message>
        <source>taken back before it left</source>
        <translation>发出之前已撤回</translation>
    </message>
    <message>
        <source>it did not leave this computer</source>
        <translation>它没有离开这台电脑</translation>
    </message>
    <message>
        <source>the key is refused</source>
        <translation>密钥被拒绝</translation>
    </message>
    <message>
        <source>the venue does not allow this account to do it</source>
        <translation>交易所不允许此账户这样做</translation>
    </message>
    <message>
        <source>against the market&apos;s rules of the venue</source>
        <translation>不符合交易所的市场规则</translation>
    </message>
    <message>
        <source>the venue does not understand the order</source>
        <translation>交易所无法理解该订单</translation>
    </message>
    <message>
        <source>nobody trades at that price</source>
        <translation>该价格没有对手方</translation>
    </message>
    <message>
        <source>it would have traded at once</source>
        <translation>它会立即成交</translation>
    </message>
    <message>
        <source>it could not be filled as a whole</source>
        <translation>无法全部成交</translation>
    </message>
    <message>
        <source>long</source>
        <translation>多</translation>
    </message>
    <message>
        <source>short</source>
        <translation>空</translation>
    </message>
    <message>
        <source>the stop would act at once</source>
        <translation>止损会立即触发</translation>
    </message>
    <message>
        <source>the venue liquidates before that price</source>
        <translation>到达该价格之前交易所就会强平</translation>
    </message>
    <message>
        <source>there is no position to reduce</source>
        <translation>没有可减少的持仓</translation>
    </message>
    <message>
        <source>more than the leverage allows</source>
        <translation>超出杠杆允许的数额</translation>
    </message>
    <message>
        <source>the account has open orders</source>
        <translation>账户有挂单</translation>
    </message>
    <message>
        <source>the account has an open position</source>
        <translation>账户有持仓</translation>
    </message>
    <message>
        <source>the venue does not have this market</source>
        <translation>交易所没有这个市场</translation>
    </message>
    <message>
        <source>your limits do not allow this market</source>
        <translation>您的限制不允许该市场</translation>
    </message>
    <message>
        <source>above your limit of one order</source>
        <translation>超过您对单笔订单的限制</translation>
    </message>
    <message>
        <source>no price to check your limits with</source>
        <translation>没有可用于检查限制的价格</translation>
    </message>
    <message>
        <source>no rate to check your limits with</source>
        <translation>没有可用于检查限制的汇率</translation>
    </message>
    <message>
        <source>beyond your limit around the last price</source>
        <translation>超出您对最新价格范围的限制</translation>
    </message>
    <message>
        <source>above your limit of orders in a minute</source>
        <translation>超过您每分钟订单数的限制</translation>
    </message>
    <message>
        <source>above your limit of open orders</source>
        <translation>超过您的挂单数限制</translation>
    </message>
    <message>
        <source>above your limit of open orders of a bot</source>
        <translation>超过您对单个机器人挂单数的限制</translation>
    </message>
    <message>
        <source>above your limit of open orders in a market</source>
        <translation>超过您对单个市场挂单数的限制</translation>
    </message>
    <message>
        <source>above your limit of coins held</source>
        <translation>超过您的持币限制</translation>
    </message>
    <message>
        <source>above your limit of coins held by a bot</source>
        <translation>超过您对单个机器人持币的限制</translation>
    </message>
    <message>
        <source>above your limit of coins held of a market</source>
        <translation>超过您对单个市场持币的限制</translation>
    </message>
    <message>
        <source>your limit of loss in a day is reached</source>
        <translation>已达到您的单日亏损限制</translation>
    </message>
    <message>
        <source>your limit of drawdown is reached</source>
        <translation>已达到您的回撤限制</translation>
    </message>
    <message>
        <source>opening plan</source>
        <translation>开仓计划</translation>
    </message>
    <message>
        <source>investment added</source>
        <translation>已追加投资</translation>
    </message>
    <message>
        <source>sale at the end</source>
        <translation>结束时卖出</translation>
    </message>
    <message>
        <source>every order is asked</source>
        <translation>每个订单都询问</translation>
    </message>
    <message>
        <source>filled</source>
        <translation>已成交</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>you stopped the bot</source>
        <translation>您停止了机器人</translation>
    </message>
    <message>
        <source>the bot reached its stop</source>
        <translation>机器人触及止损</translation>
    </message>
    <message>
        <source>the bot took its profit</source>
        <translation>机器人已止盈</translation>
    </message>
    <message>
        <source>the bot was paused</source>
        <translation>机器人已暂停</translation>
    </message>
    <message>
        <source>the range moved up</source>
        <translation>区间上移</translation>
    </message>
    <message>
        <source>the range moved down</source>
        <translation>区间下移</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>the venue never took it</source>
        <translation>交易所从未接受</translation>
    </message>
    <message>
        <source>no proof of what happened yet</source>
        <translation>尚无证据表明发生了什么</translation>
    </message>
    <message>
        <source>below the smallest quantity</source>
        <translation>低于最小数量</translation>
    </message>
    <message>
        <source>below the smallest order value</source>
        <translation>低于最小订单额</translation>
    </message>
    <message>
        <source>quantity is off the lot size</source>
        <translation>数量不在步长上</translation>
    </message>
    <message>
        <source>price is off the tick</source>
        <translation>价格不在步长上</translation>
    </message>
    <message>
        <source>not enough money</source>
        <translation>资金不足</translation>
    </message>
    <message>
        <source>would have traded at once</source>
        <translation>会立即成交</translation>
    </message>
    <message>
        <source>no trade inside the price limit</source>
        <translation>价格限制内没有成交</translation>
    </message>
    <message>
        <source>sent before</source>
        <translation>此前已发送</translation>
    </message>
    <message>
        <source>the paper venue failed and did not take it</source>
        <translation>模拟交易所出错，没有接受</translation>
    </message>
    <message>
        <source>stop price on the wrong side</source>
        <translation>止损价在错误的一侧</translation>
    </message>
    <message>
        <source>outside what was approved</source>
        <translation>超出已批准的范围</translation>
    </message>
    <message>
        <source>another market than approved</source>
        <translation>不是已批准的市场</translation>
    </message>
    <message>
        <source>outside the approved price range</source>
        <translation>超出已批准的价格区间</translation>
    </message>
    <message>
        <source>above the approved quantity</source>
        <translation>超过已批准的数量</translation>
    </message>
    <message>
        <source>above the approved cost</source>
        <translation>超过已批准的成本</translation>
    </message>
    <message>
        <source>more orders a day than approved</source>
        <translation>每日订单数超过已批准</translation>
    </message>
    <message>
        <source>price beyond the collar</source>
        <translation>价格超出护栏</translation>
    </message>
    <message>
        <source>bots woke each other without end</source>
        <translation>机器人不断互相唤醒</translation>
    </message>
    <message>
        <source>the bot stopped on an error</source>
        <translation>机器人因错误停止</translation>
    </message>
    <message>
        <source>the engine stopped</source>
        <translation>引擎已停止</translation>
    </message>
    <message>
        <source>asked too much</source>
        <translation>请求过多</translation>
    </message>
    <message>
        <source>this address is blocked for a while</source>
        <translation>此地址暂时被封</translation>
    </message>
    <message>
        <source>the venue&apos;s firewall refuses this address</source>
        <translation>交易所防火墙拒绝此地址</translation>
    </message>
    <message>
        <source>not served in this country</source>
        <translation>不服务于此国家</translation>
    </message>
    <message>
        <source>the venue does not answer</source>
        <translation>交易所无应答</translation>
    </message>
    <message>
        <source>this network asks for a sign-in</source>
        <translation>此网络要求登录</translation>
    </message>
    <message>
        <source>what answers is not the venue</source>
        <translation>应答者不是该交易所</translation>
    </message>
    <message>
        <source>the key is not known to the venue</source>
        <translation>交易所不认识此密钥</translation>
    </message>
    <message>
        <source>the venue refuses the key</source>
        <translation>交易所拒绝此密钥</translation>
    </message>
    <message>
        <source>the key has expired</source>
        <translation>密钥已过期</translation>
    </message>
    <message>
        <source>the key may not be used from this address</source>
        <translation>密钥不可从此地址使用</translation>
    </message>
    <message>
        <source>the key may not do this</source>
        <translation>密钥无此权限</translation>
    </message>
    <message>
        <source>About to be sent</source>
        <translation>即将发送</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Being checked</source>
        <translation>核对中</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Never accepted</source>
        <translation>从未被接受</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>Resting</source>
        <translation>挂单中</translation>
    </message>
    <message>
        <source>Partly filled</source>
        <translation>部分成交</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>Filled</source>
        <translation>已成交</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>已否决</translation>
    </message>
    <message>
        <source>Rejected by you</source>
        <translation>被您拒绝</translation>
    </message>
    <message>
        <source>Lapsed</source>
        <translation>已失效</translation>
    </message>
    <message>
        <source>Realised, not in trips</source>
        <translation>已实现（不含网格对）</translation>
    </message>
    <message>
        <source>Open position</source>
        <translation>未平仓位</translation>
    </message>
    <message>
        <source>Lost in a liquidation</source>
        <translation>强平损失</translation>
    </message>
    <message>
        <source>What closing parts of the position has realised against its average entry, without what grid profit has counted.</source>
        <translation>平掉部分仓位相对平均开仓价已实现的盈亏，不含网格利润已计入的部分。</translation>
    </message>
    <message>
        <source>{pair} perp</source>
        <translation>{pair} 永续</translation>
    </message>
    <message>
        <source>candles, touch fills, no fundings</source>
        <translation>K线，触价成交，不含资金费</translation>
    </message>
    <message>
        <source>This bot never started: nothing was traded.</source>
        <translation>该机器人从未启动：没有任何交易。</translation>
    </message>
    <message>
        <source>The candles of this time are not on this computer.</source>
        <translation>这段时间的 K 线不在这台电脑上。</translation>
    </message>
    <message>
        <source>never started</source>
        <translation>从未启动</translation>
    </message>
    <message>
        <source>Total profit minus grid profit: what the coins held have gained or lost, the average cost gap of what was sold, and the other fees. Grid profit and floating PnL make the total.</source>
        <translation>总利润减网格利润：所持币的涨跌、已卖出部分的平均成本差额，以及其他手续费。网格利润与浮动盈亏合计为总利润。</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Ask for every order</source>
        <translation>询问每个订单</translation>
    </message>
    <message>
        <source>Approve the plan once</source>
        <translation>一次批准计划</translation>
    </message>
    <message>
        <source>Automatic within limits</source>
        <translation>在限额内自动</translation>
    </message>
    <message>
        <source>Keep the coins</source>
        <translation>保留币</translation>
    </message>
    <message>
        <source>Sell the coins</source>
        <translation>卖出币</translation>
    </message>
    <message>
        <source>Buy</source>
        <translation>买入</translation>
    </message>
    <message>
        <source>Sell</source>
        <translation>卖出</translation>
    </message>
    <message>
        <source>Bought</source>
        <translation>已买入</translation>
    </message>
    <message>
        <source>Sold</source>
        <translation>已卖出</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>限价</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>市场</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>maker</source>
        <translation>挂单</translation>
    </message>
    <message>
        <source>taker</source>
        <translation>吃单</translation>
    </message>
    <message>
        <source>liquidation</source>
        <translation>强平</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Grid profit</source>
        <translation>网格利润</translation>
    </message>
    <message>
        <source>Coins held</source>
        <translation>持有的币</translation>
    </message>
    <message>
        <source>Profit of coins sold</source>
        <translation>已卖出币的盈亏</translation>
    </message>
    <message>
        <source>Not in these sums, as their money is not {currency}: {bots}</source>
        <translation>未计入这些合计（其资金不是 {currency}）：{bots}</translation>
    </message>
    <message>
        <source>about {worth}, paid in {asset}</source>
        <translation>约 {worth}，以 {asset} 支付</translation>
    </message>
    <message>
        <source>Average cost gap</source>
        <translation>平均成本差额</translation>
    </message>
    <message>
        <source>Total profit minus grid profit. Every coin is sold, so nothing floats any more: what the coins brought beyond their round trips, less the other fees.</source>
        <translation>总利润减网格利润。币已全部卖出，不再有浮动：这些币在往返之外带来的收益，减去其他手续费。</translation>
    </message>
    <message>
        <source>Other fees</source>
        <translation>其他手续费</translation>
    </message>
    <message>
        <source>The system did not agree to stay awake: if it falls asleep, a stop acts only after it wakes. What it said: {why}</source>
        <translation>系统未同意保持唤醒：如果它进入睡眠，止损要到唤醒后才会执行。系统的说明：{why}</translation>
    </message>
    <message>
        <source>cancelled by you</source>
        <translation>已由您撤单</translation>
    </message>
    <message>
        <source>cancelled outside FinByte</source>
        <translation>在 FinByte 之外被撤销</translation>
    </message>
    <message>
        <source>stop reached</source>
        <translation>触及止损</translation>
    </message>
    <message>
        <source>not approved in time</source>
        <translation>未及时批准</translation>
    </message>
    <message>
        <source>this computer slept or its clock was set, the account is being read</source>
        <translation>这台电脑曾休眠或时钟被调整，正在读取账户</translation>
    </message>
    <message>
        <source>the venue&apos;s clock jumped, the account is being read</source>
        <translation>交易所的时钟跳变，正在读取账户</translation>
    </message>
    <message>
        <source>rest of the opening order</source>
        <translation>开仓单的剩余部分</translation>
    </message>
    <message>
        <source>opening order</source>
        <translation>开仓单</translation>
    </message>
    <message>
        <source>Floating PnL</source>
        <translation>浮动盈亏</translation>
    </message>
    <message>
        <source>Opening fee</source>
        <translation>开仓手续费</translation>
    </message>
    <message>
        <source>Exit fee</source>
        <translation>退出手续费</translation>
    </message>
    <message>
        <source>Fees, other assets</source>
        <translation>其他资产手续费</translation>
    </message>
    <message>
        <source>Dust</source>
        <translation>零头</translation>
    </message>
    <message>
        <source>Funding</source>
        <translation>资金费</translation>
    </message>
    <message>
        <source>Rounding</source>
        <translation>取整</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总计</translation>
    </message>
    <message>
        <source>What complete round trips have earned: one buy and one sell of the same grid, after fees.</source>
        <translation>完整往返的收益：同一网格的一买一卖，已扣手续费。</translation>
    </message>
    <message>
        <source>What the coins in the bot are worth at the price now, less what they cost.</source>
        <translation>机器人中的币按现价的价值减去成本。</translation>
    </message>
    <message>
        <source>Grid profit pairs a sale with the buy of its own grid. What coins held cost is counted by the average price of all buys, and so is what a sale takes out. This line is the difference: all sales less their average cost, without what grid profit has counted. Sales that have no buy of their own, as of coins of the opening purchase or at the end, are in it whole.</source>
        <translation>网格利润把一笔卖出与其自身网格的买入配对。持币成本按全部买入的平均价计算，卖出所转出的成本也一样。本行即两者之差：全部卖出减去其平均成本，再减去网格利润已计入的部分。没有自身买入的卖出（如开仓买入的币或结束时的卖出）全部计入本行。</translation>
    </message>
    <message>
        <source>Fees of the opening purchase, of open round trips and of a sale at the end.</source>
        <translation>开仓买入、未完成往返以及结束时卖出的手续费。</translation>
    </message>
    <message>
        <source>Demo market</source>
        <translation>演示市场</translation>
    </message>
    <message>
        <source>Paper account</source>
        <translation>模拟账户</translation>
    </message>
    <message>
        <source>Free in the account</source>
        <translation>账户可用</translation>
    </message>
    <message>
        <source>candles, touch fills</source>
        <translation>K 线触价成交</translation>
    </message>
    <message>
        <source>Deposit</source>
        <translation>存入</translation>
    </message>
    <message>
        <source>Withdrawal</source>
        <translation>提款</translation>
    </message>
    <message>
        <source>Budget of a bot</source>
        <translation>机器人预算</translation>
    </message>
    <message>
        <source>Investment added</source>
        <translation>已追加投资</translation>
    </message>
    <message>
        <source>Profit withdrawn</source>
        <translation>已提取利润</translation>
    </message>
    <message>
        <source>Released by a bot</source>
        <translation>由机器人释放</translation>
    </message>
    <message>
        <source>Paper account reset</source>
        <translation>模拟账户重置</translation>
    </message>
    <message>
        <source>orders smaller than the market takes</source>
        <translation>订单小于市场要求</translation>
    </message>
    <message>
        <source>orders that were missed</source>
        <translation>错过的订单</translation>
    </message>
    <message>
        <source>all its deals are closed</source>
        <translation>所有交易轮次已结束</translation>
    </message>
    <message>
        <source>too little money for another deal</source>
        <translation>资金不足以再开一轮</translation>
    </message>
    <message>
        <source>everything is spent</source>
        <translation>资金已用完</translation>
    </message>
    <message>
        <source>stop loss</source>
        <translation>止损</translation>
    </message>
    <message>
        <source>too little money for any order</source>
        <translation>资金不足以下任何订单</translation>
    </message>
    <message>
        <source>code error</source>
        <translation>代码出错</translation>
    </message>
    <message>
        <source>code hung</source>
        <translation>代码卡住</translation>
    </message>
    <message>
        <source>code exited</source>
        <translation>代码退出</translation>
    </message>
    <message>
        <source>too much memory</source>
        <translation>内存过多</translation>
    </message>
    <message>
        <source>message flood</source>
        <translation>消息过多</translation>
    </message>
    <message>
        <source>unreadable message</source>
        <translation>消息无法读取</translation>
    </message>
    <message>
        <source>code too slow</source>
        <translation>代码太慢</translation>
    </message>
    <message>
        <source>code failed</source>
        <translation>代码失败</translation>
    </message>
    <message>
        <source>code not started</source>
        <translation>代码未启动</translation>
    </message>
    <message>
        <source>liquidation before the last safety order</source>
        <translation>最后一个安全单之前被强平</translation>
    </message>
    <message>
        <source>more leverage than the market allows</source>
        <translation>杠杆高于市场允许的上限</translation>
    </message>
    <message>
        <source>liquidation before the stop loss</source>
        <translation>止损之前被强平</translation>
    </message>
</context>
</TS>
