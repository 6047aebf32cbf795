<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AboutSection</name>
    <message>
        <source>FinByte Desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PySide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FinByte Desktop is free software under the MIT licence. Qt and PySide are used under the LGPL.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AddInvestmentDialog</name>
    <message>
        <source>Available {amount}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add investment to {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add investment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bot works with {now} now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{amount} go into the bot. Its investment becomes {then}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added. The orders grow one by one, farthest first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AmountDialog</name>
    <message>
        <source>Amount</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feasible: above 0, up to {most}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Must be above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AppearanceSection</name>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+L switches it from anywhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green and red</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blue and orange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours of buy and sell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blue and orange can be told apart by colour-blind eyes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repaints a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fewer repaints save power. Fills and requests are always shown at once.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ApprovalDialog</name>
    <message>
        <source>This request is no longer open. Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PAPER   Virtual money. No order leaves this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approved. The orders are sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rejected. Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expired, nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This request was answered elsewhere.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ApprovalRow</name>
    <message>
        <source>Choose {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ApprovalSection</name>
    <message>
        <source>Ask each time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop bots, keep orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the bots&apos; orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep running in the tray</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closing the window while bots run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Approvals</name>
    <message>
        <source>asked {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{qty} {base} now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens a grid at {low} – {high}. Later orders stay inside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rests {away} under the price. Holds {amount}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rests {away} above the price. Brings {amount}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The price moved since it was asked. Look again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve the opening plan?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You will buy {qty} {base} for about {cost}, fee {fee}, and reserve {reserved} for {buys} buy orders.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You will place {orders} limit orders and reserve {reserved}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve this order?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You will buy {qty} {base} at {price} for {cost}, fee {fee}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You will sell {qty} {base} at {price} for {cost}, fee {fee}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price when asked, {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} buys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} sells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest loss at the stop, {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper balance now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes into the bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held by the order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left available</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve {count} orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve the order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The price left the allowed band since this was asked. If you approve now it is checked again, and asked again if it does not fit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ApprovalsPage</name>
    <message>
        <source>Approvals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decided today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plans</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plans and amendments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Single orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing waits for you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plans and orders that need your yes appear here, each with the time it waits. Without an answer they expire and nothing is sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fee</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Effect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expires in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing decided today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you approved, rejected or let expire today appears here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plans {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{orders} orders, {amount}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing selected</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BalancesTable</name>
    <message>
        <source>Asset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BarChart</name>
    <message>
        <source>No data yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bars</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BatchDialog</name>
    <message>
        <source>{count} approved. The orders are sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} rejected. Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve {count} requests?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{orders} orders move or hold {cost}, fees about {fee}. Each is checked again at the price of now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve {count} orders</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BotActions</name>
    <message>
        <source>Paused. Nothing new is placed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bot goes on.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BotCard</name>
    <message>
        <source>Investment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Floating PnL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fees paid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>APR / grid APR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profit in relation to the investment, for a year. Known after 24 hours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round trips 24 h / all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A round trip is one buy and one sell of the same grid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Break-even / with profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At this price the coins are worth what they cost, without and with the profit made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versus holding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Against simply buying the coin at the start and holding it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 buy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} buys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 sell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} sells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entry {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buy {qty} {base} for about {cost} and place {orders} orders.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for your approval. Nothing is sent before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BotCardView</name>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add investment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdraw profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BotsPage</name>
    <message>
        <source>Bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No bot has stopped yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bots that ended appear here with what they earned and why they stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show running bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped bots</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CandidateCard</name>
    <message>
        <source>Wide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{low} ~ {high}, {grids} grids</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suitability {number}, good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suitability {number}, fair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suitability {number}, overfitted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Haircut counts {a}, time in range {b}, drawdown {c}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In-sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out-of-sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Haircut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills a day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time in range</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CandidatesPanel</name>
    <message>
        <source>Grid profit per 30 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on the investment, after fees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>30 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>180 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days to learn from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the search works</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tuned on the first 70 % of the days, checked on the rest. The haircut is what did not repeat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying ranges and grids on past days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The search tries a few thousand grids on past prices, then checks the best on days it never saw.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The search could not run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Customise instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No grid would have earned its fees on the days that were held back. Try other days or another market.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No good grid here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CandleChart</name>
    <message>
        <source>Price chart</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChartFeed</name>
    <message>
        <source>Timeframe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No candles yet. They appear with the first trades.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClosingDialog</name>
    <message>
        <source>Do not ask again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the bots and keep their orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Their orders stay in the journal. At the next start the bots wait for you or resume, as each was set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the bots&apos; orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All their orders are cancelled. Coins and profit stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep running in the tray</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The window closes, the bots go on trading.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 bot is not finished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} bots are not finished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close FinByte Desktop?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CommandField</name>
    <message>
        <source>Search or run a command</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Search actions, bots, markets, pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑↓ move    Enter run    Tab narrow    Esc close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shown} of {total} results</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CountdownBar</name>
    <message>
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CustomForm</name>
    <message>
        <source>Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take profit price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trailing up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>up to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pause at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps/min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trailing down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Falls to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rises to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold delay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fewer live orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Equal quote per level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now equal base</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep coins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>then sell all, stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>then keep the coins, stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>range follows a falling price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stop acts after the delay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the nearest rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>works while this computer is awake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>range follows a rising price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pays for {count} steps</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DataSection</name>
    <message>
        <source>Data folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Journal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} facts written and safe on disk. From them every state can be built again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DecimalEdit</name>
    <message>
        <source>Less</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not a number. Write it like 72,600.50</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DecisionsTable</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decision</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DepositDialog</name>
    <message>
        <source>Deposit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free {amount}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is virtual money. Nothing leaves this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{amount} of virtual money come into the paper account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{amount} of virtual money leave the paper account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paper account has changed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DepthLadder</name>
    <message>
        <source>Bid, {asset}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask, {asset}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My buys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My sells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Traded today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last trade</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bid {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ask {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>your buy {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>your sell {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>break-even</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DetailModel</name>
    <message>
        <source>{runtime}, since {moment}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buy {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} Sell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ties out, checked {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does not tie out, checked {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this bot {profit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{investment} in {base} {profit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The order at {price} is not placed: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} in 24 h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last fill {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vacant level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not placed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} round trips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{qty} {base} at {price}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DetailPage</name>
    <message>
        <source>Bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add investment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Break-even</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fees paid, already in the profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versus holding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profit, {quote}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>break-even</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>take profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdraw profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export fills</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in history</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DetailSide</name>
    <message>
        <source>Orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No trade yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each fill appears here with its fee and, for a round trip, its profit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills of this bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing decided yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here the bot says why it placed an order, and why it did not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decision log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No order rests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The orders appear here level by level as soon as the plan is approved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EditDialog</name>
    <message>
        <source>Edit {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its levels and orders stay. Range, grids and investment cannot change here: clone the bot for that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bot runs with the new parameters.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EquityChart</name>
    <message>
        <source>No data yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Course over time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Fills</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers are exact, times are UTC. CSV opens in any spreadsheet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A copy is written to a file of yours. Nothing here changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A copy of what {name} did is written to a file of yours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export stopped. No file was kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} rows written to {file}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FeedDialog</name>
    <message>
        <source>Price feed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where shall prices come from?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this feed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices come from the new feed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FeedForm</name>
    <message>
        <source>Demo market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices made on this computer: no network, no account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candles from a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replays candles you have: CSV or Parquet, one row a candle.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replays a recorded market, trade by trade.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>max</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candles and recordings (*.csv *.csv.gz *.parquet *.capture *.jsonl *.gz);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file with prices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No file chosen</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FeedSection</name>
    <message>
        <source>One step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bots see no new price while it holds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed of the feed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>max</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1x is real time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another feed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use this feed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Demo market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candles from a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recording has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held. No new price comes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fresh, last price {age} ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not fresh for {age}: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold prices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices come from the new feed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FillsTable</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fee</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FirstRun</name>
    <message>
        <source>Welcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All money is virtual until you connect an exchange. No account, no key, no network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bot asks before it trades. You see every order before it is sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything a bot did and why is written down on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A spot grid buys low and sells high inside a price range. The range is suggested for you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next you see its exact orders. Approve them, and the bot runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trading bots on your own computer. This starts on paper.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where shall prices come from? The demo market is ready.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create your first bot. It takes a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create the first bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome to FinByte Desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look around first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Spot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Futures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Portfolio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Medium</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buys low and sells high inside a range you set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sideways markets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same grid, long, short or neutral, with leverage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ranges and slow trends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holds 2 to 20 coins at weights that you choose.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Long-term portfolio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buys a fixed amount every hour, day, week or month.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Building a position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spot or futures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buys more as price falls, sells at a small bounce.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short dips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Acts on a webhook, the local API or a leader you follow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your own indicators</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spot + futures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Long spot, short perpetual. Earns the funding rate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High funding rates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps a bid and an ask around the price all the time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wide spreads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your Python class, in its own process, without keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>People who code</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GalleryTab</name>
    <message>
        <source>Choose a type of bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every bot starts on paper. You approve its orders before it trades.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter types</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>No data yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distribution</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistoryPage</name>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No order yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every order of every bot appears here, also the refused ones with the reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No fill yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every trade appears here with its fee and the profit of its round trip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No transfer yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deposits, budgets of bots and withdrawals appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No decision yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What bots decided and why appears here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search bots, markets, reasons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>30 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>90 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No bot matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other bots are hidden by the filters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bots that lived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No history yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every bot that ran appears here. You can replay its life step by step on the chart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} bots, {won} in profit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistoryTable</name>
    <message>
        <source>Bot, invested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Over life</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InvestmentField</name>
    <message>
        <source>Investment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Max</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Available {amount}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min {amount}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>max {amount}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages in the order of the rail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create a bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Panic (asks first)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back, or the safe answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Between the cards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause or resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ladder: price to the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve (opens the question)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First and last candle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit, logarithmic scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step by fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step by day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play or hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LadderBase</name>
    <message>
        <source>Ladder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Life</name>
    <message>
        <source>No fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {step} of {all}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LifeBars</name>
    <message>
        <source>Fills over the bot&apos;s life</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LifeTable</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fee</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>taken at the market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price touched the level, buy placed below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price touched the level, sell placed above</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LifeView</name>
    <message>
        <source>This bot never traded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its decisions stand in the tab Decisions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fills of this bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profit then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Floating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round trips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playing speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The candles of this time are not on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MarketButton</name>
    <message>
        <source>Market {market}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} in 24 h</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MarketStep</name>
    <message>
        <source>Market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Venue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>24 h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Maker / taker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which market?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A grid earns where the price swings inside a range.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No market yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markets appear as soon as prices arrive. Choose a price feed in the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markets</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OpeningWindow</name>
    <message>
        <source>Opening your data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close FinByte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FinByte cannot open</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OrderLadder</name>
    <message>
        <source>Buy, {asset}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell, {asset}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vacant level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>buy {size} at {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sell {size} at {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cost {cost}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{away} away</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OrdersTable</name>
    <message>
        <source>Created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Overlay</name>
    <message>
        <source>expires in</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageModel</name>
    <message>
        <source>This page cannot be shown: {error}. Bots run on.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PanicDialog</name>
    <message>
        <source>{bots} bots stop and {orders} orders are cancelled at once. Coins are kept, nothing is sold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All bots stop and all orders are cancelled at once. Coins are kept, nothing is sold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped bots do not start again by themselves. Their history stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Panic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on trading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All bots are stopping. All orders are being cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaperSection</name>
    <message>
        <source>Balances</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>virtual money</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The account is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deposit virtual money to begin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deposit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deposit or withdraw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moves virtual money into the account or out of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper money</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts anew with the first balance. History stays readable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset the paper account</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PeriodChoice</name>
    <message>
        <source>7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>30 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>90 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Period</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PolicyForm</name>
    <message>
        <source>New bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each bot can choose otherwise in its last step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You approve the opening plan and later changes. Inside that plan the bot replaces filled orders by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You approve each order, also the ones that replace filled orders. What you do not answer in time is not sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is asked. Orders must stay inside the range, quantity and cost that the bot was created with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Countdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>then the request expires and nothing is sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Countdown in seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before an order leaves, its price is compared with the price of now. If it moved too far, you are asked again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feasible: {low} – {high} seconds</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Live preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In money</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantity per level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the money goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bought at start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fee at start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held for buys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserve and rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Investment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round trips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check on unseen days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>grid profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With this investment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Net profit per grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Per level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost of that</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Customise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} buys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} sells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vacant {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>net profit, after {fee} fee on each side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of {limit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>upper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>take profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{line}, not feasible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not feasible yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>candles 1m, touch fills</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a candidate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{quote} on {investment}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tuned on {tuned}, checked on {checked}. The haircut is the part of the tuned profit that the unseen days did not repeat.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProfitsModel</name>
    <message>
        <source>invested {amount} in 1 bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>invested {amount} in {count} bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running {running}, stopped {stopped}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>since 00:00 {zone}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>7 days {amount}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{wins} of {all} days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{wins} of {all} bots closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{wins} of {all} round trips</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProfitsPage</name>
    <message>
        <source>Profits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ties out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No profit to show yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As soon as a bot has run, its profit appears here by day, bot and market.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assets in running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today&apos;s profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fees paid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profit distribution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>days by result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worst</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Win rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No bot has run yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each bot appears here with what it earned.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profit by bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All bots and what no bot holds, added up, against the balance that the venue reports. Nothing is rounded away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No balance yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each asset of the account appears here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total profit, {currency}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Daily profit, {currency}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By type, {currency}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By market, {currency}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} bots, sorted by profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>already in the profit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProfitsTable</name>
    <message>
        <source>Ended {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Investment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Floating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ties out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Our books</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Venue&apos;s balance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportingSection</name>
    <message>
        <source>Reporting currency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amounts in other currencies are shown only where a rate is known, never guessed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days of the profit page begin at midnight of this zone. Exports are always UTC.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResetDialog</name>
    <message>
        <source>Reset the paper account?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All bots stop, all orders are cancelled, and the account holds its starting money again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paper account was reset.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 Market buy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Totals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Market buy now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fee on it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held for buys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserve and rounding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Investment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left available after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Net profit per grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss if the stop is reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These orders now, then the bot replaces filled orders inside this range by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You approve each order. One that you do not answer in time expires and is not sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts without asking. Orders stay inside the range, quantity and cost of this plan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After a restart of the application</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait for me</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start on paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices moved, look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buy orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No order on this side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The price is at the edge of the range.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You buy {qty} {base} now for about {cost} and place {orders} limit orders.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at most {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fee {amount}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You place {orders} limit orders. Nothing is bought now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No purchase at the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>priced {time} at {price}, checked again at the moment you confirm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buy {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>holds {amount}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} Sell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>returns {amount} when all fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level {price} starts vacant: no order there. When a buy fills, a sell goes one level above it, and the other way round.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spot grid {market}, {venue}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range {low} – {high}, {grids} grids.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop {price}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take profit {price}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trailing up to {price}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts at {price}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-flight passed: {count} checks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proceeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cumulative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Net, grid</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunningStrip</name>
    <message>
        <source>Running bots&apos; profit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunningTab</name>
    <message>
        <source>No bot matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other bots are hidden by the filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No bot runs yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your bots appear here with their profit, orders and what they did last.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create the first bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Need you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs attention first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highest profit first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highest percent first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest running first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Available for new bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Need you {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused {count}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>no price</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price feed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reporting and time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShellPalette</name>
    <message>
        <source>Actions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opens the wizard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose where prices come from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>demo, candles, recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause or continue the prices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV or Parquet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deposit paper money</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>virtual money only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the introduction again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Panic: stop all bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asks first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review the plan of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New spot grid on {market}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShellStatus</name>
    <message>
        <source>Journal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PAPER</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ok</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} facts written. Everything is on disk before it is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders go to {venue}, prices come from {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices stale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices fresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as fast as it goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Capture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sparkline</name>
    <message>
        <source>Course</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Panic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop all bots and cancel all orders (asks first)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LIVE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PAPER</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders go to the exchange with real money</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Virtual money only</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Stepper</name>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>later</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StopDialog</name>
    <message>
        <source>{qty} {base} stay in the account, worth {value} now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{qty} {base} are sold at the market for about {value}, fee about {fee}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{orders} orders are cancelled and {money} go back to the account. Profit so far: {profit}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bot stops. Its orders are being cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StoppedTable</name>
    <message>
        <source>Clone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Over life</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round trips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Investment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total profit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SummaryStrip</name>
    <message>
        <source>Total profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assets in running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today&apos;s profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total profit, 7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 bot waits for your approval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} bots wait for your approval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 bot runs degraded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} bots run degraded</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TableView</name>
    <message>
        <source>Nothing here yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The filter hides all rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TransfersTable</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amount</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Show FinByte Desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TypeCard</name>
    <message>
        <source>Start here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coming</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Risk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create bot</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TypePicture</name>
    <message>
        <source>short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>average</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>spot long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>perp short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>funding</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TypeStep</name>
    <message>
        <source>Which type of bot?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WhyList</name>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last decisions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open log</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WithdrawDialog</name>
    <message>
        <source>Withdrawable {amount}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdraw profit of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid profit that was not withdrawn and is not bound in orders can be taken out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{amount} go back to the account. The bot&apos;s orders stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profit is in the account.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WizardModel</name>
    <message>
        <source>Enter an investment first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WizardPage</name>
    <message>
        <source>New spot grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AI parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Customise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How to set the parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 field needs a change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} fields need a change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_List</name>
    <message>
        <source>Nothing matches</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_ModeCell</name>
    <message>
        <source>PAPER</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Toast</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>chart</name>
    <message>
        <source>O</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>H</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vol</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MMM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yyyy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>decisions</name>
    <message>
        <source>Bought {qty} at {price}. Placed the sell at {next}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold {qty} at {price}. Placed the buy at {next}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bought {qty} at {price}, round trip {trip}. Placed the sell at {next}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold {qty} at {price}, round trip {trip}. Placed the buy at {next}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bought {qty} {base} at {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold {qty} {base} at {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bought {qty} {base} at {price}. Placed the sell at {next}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold {qty} {base} at {price}. Placed the buy at {next}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bought {qty} {base} at {price}, round trip {profit} {quote}. Placed the sell at {next}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold {qty} {base} at {price}, round trip {profit} {quote}. Placed the buy at {next}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bought {qty} {base} at {price} to open the grid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Created. Nothing is sent before you approve the plan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running: its orders rest at the venue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused {reason}. Nothing new is placed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes on after a pause.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs with new parameters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped: {reason}. Its orders are cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for you: {reason}. Nothing is sent before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts when the price reaches {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs degraded: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Halted: {reason}. Its orders were kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asks you to approve {orders} orders.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You approved the orders.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You rejected the orders. Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request expired. Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The price moved to {price} before the plan was sent. It is asked again, nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The opening purchase lacks {left} ({reason}). The rest is asked again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level {slot} places nothing: {code}. Try again when solved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{qty} {asset} are too little to sell and stay in the account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{amount} more is too little for a larger order size. It stays in the bot.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{amount} added: each order is now {size}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{steps} steps within a minute at {price}: trailing pauses until the price calms down.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The price calmed down at {price}: trailing goes on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The range cannot follow to {price}: not enough money for the next level.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The range moved up. Its upper price is now {upper}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The range moved down. Its lower price is now {lower}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bot stopped on an error of its own: {error}. Its orders were kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices stopped: {reason}. Bots wait, nothing is guessed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices are fresh again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recording has ended. Choose another feed to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices now come from {label}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The price feed cannot be opened. {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The price moved to {price} before the orders were sent. Nothing was sent, you are asked again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has ended: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the engine failed ({task}): {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buys its first coins.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stops: its orders are being cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not started yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold {qty} {base} at {price}, round trip {profit} {quote}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bought {qty} {base} at {price}, round trip {profit} {quote}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Panic: all bots stopped, all orders cancelled. Coins are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal cannot be written: {error}. No order is sent until it can.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{bots} bots wait for you after the restart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not start: the price left the range. {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not start: the investment is too small. {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paper account was reset.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{amount} {asset} came into the paper account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plan of {orders} orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening plan at {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order at {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{side} {qty} {base} at {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buy {qty} {base} at {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell {qty} {base} at {price}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buy {qty} {base} at market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell {qty} {base} at market</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>fields</name>
    <message>
        <source>Lower price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upper price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grids</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spacing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Investment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own coins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take profit price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold delay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trailing up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trailing up to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trailing down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pump guard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live orders at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Equal step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Equal %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same coins a level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same money a level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at or above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at or below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the coins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>format</name>
    <message>
        <source>{days} d {hours} h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{days} d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM HH:mm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM yyyy HH:mm:ss</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>problems</name>
    <message>
        <source>Needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More digits than any market uses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A whole number is needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of bounds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off the market&apos;s price step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off the market&apos;s quantity step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The upper price must be above the lower one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no price yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Levels fall on the same price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A grid would lose money after fees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inside the range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Below the upper price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outside the range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A direction needs an entry price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The price now is outside the range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too little for the smallest order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders would be smaller than the venue allows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first purchase would be too small</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than the investment pays for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than the account has free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More orders than the venue allows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot change while the bot runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Must be above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than can be taken out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The orders changed after you looked. Look again; nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The price moved. Look again; nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This request is no longer open. Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This bot no longer exists.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This bot has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a running bot can be paused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only a paused bot can be resumed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This level is not blocked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This market has no price yet. Try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This request has expired or was answered. Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is too little price history for so many days.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bots are running. Stop them first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} % below now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} % above now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{low} – {high} keep every grid in profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step {step} {quote}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min {amount}: the lowest level must exceed {notional} {quote}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>feasible {low} – {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sells {qty} {base} or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the range follows by {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feasible: {range}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>Draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for entry price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for approval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Degraded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spot grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Futures grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smart rebalance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DCA, recurring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DCA, safety orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signal bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delta-neutral set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Market maker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own strategy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stop price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>take profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after a restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plan rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plan expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>approved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price moved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>replaced by a newer request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the bot stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the bot ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no longer wanted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>panic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the recording has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prices are held</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prices are not fresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opening plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rest of the opening purchase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opening purchase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>investment added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sale at the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every order is asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>filled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the venue never took it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no proof of what happened yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>below the smallest quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>below the smallest order value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quantity is off the lot size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price is off the tick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not enough money</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>would have traded at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no trade inside the price limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sent before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stop price on the wrong side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>outside what was approved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another market than approved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>outside the approved price range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>above the approved quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>above the approved cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more orders a day than approved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price beyond the collar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bots woke each other without end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the bot stopped on an error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About to be sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partly filled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Denied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rejected by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lapsed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rejected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask for every order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve the plan once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic within limits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the coins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell the coins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Buy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bought</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Market</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>maker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>taker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Info</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coins held</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other fees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Floating PnL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold outside trips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening fee</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exit fee</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fees, other assets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dust</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Funding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rounding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deposit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdrawal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Budget of a bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Investment added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profit withdrawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Released by a bot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper account reset</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
